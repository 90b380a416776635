import { describe, expect, test } from "vitest";
import {
  allTasks,
  CancelledError,
  coro,
  type Coroutine,
  CoroutineTypeError,
  createTask,
  currentTask,
  Future,
  getRunningLoop,
  SelfAwaitError,
  sleep,
  type Task,
  TaskResultError,
} from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

// The golden programs show the order of every step; here is what they don't know: JavaScript.

async function inTask<T>(body: Coroutine<T>): Promise<T> {
  return await virtualLoop().runUntilComplete(body);
}

describe("a coroutine", () => {
  const kinds: [string, Coroutine<number>][] = [
    ["an async function", async () => ((await sleep(1)) as unknown, 7)],
    [
      "a generator function",
      function* () {
        yield* sleep(1);
        return 7;
      },
    ],
    ["what the library returns", sleep(1, 7)],
    ["a function that returns a future", () => createTask(sleep(1, 7))],
    [
      "a library coroutine around an async function",
      coro(function* () {
        return yield* createTask(async () => await sleep(1, 7));
      }),
    ],
  ];

  test.each(kinds)("may be %s", async (_name, coroutine) => {
    expect(await inTask(coroutine)).toBe(7);
  });

  test("does nothing before its task takes its first step", async () => {
    await inTask(async () => {
      let begun = false;
      createTask(async () => (begun = true));
      await Promise.resolve();
      expect(begun).toBe(false);
      await sleep(0);
      expect(begun).toBe(true);
    });
  });

  test("is not a promise: that has begun already", async () => {
    const given = Promise.resolve(1) as never;
    expect(() => virtualLoop().createTask(given)).toThrow(CoroutineTypeError);
    expect(() => virtualLoop().createTask(given)).toThrow("write () => work() instead of work()");
  });

  test("is not a function that returns neither promise nor generator", async () => {
    await expect(inTask((() => 5) as never)).rejects.toThrow(CoroutineTypeError);
  });

  test("may throw before its first wait", async () => {
    await expect(
      inTask((() => {
        throw new Error("broken");
      }) as never),
    ).rejects.toThrow("broken");
  });
});

describe("a task", () => {
  test("has a name, which the loop counts", async () => {
    const loop = virtualLoop();
    loop.setExceptionHandler(() => {}); // they never run
    expect([loop.createTask(async () => {}).name, loop.createTask(async () => {}, { name: "b" }).name]).toEqual([
      "Task-1",
      "b",
    ]);
    loop.close();
  });

  test("is the current task in all of its code, also after promises", async () => {
    await inTask(async () => {
      const names: (string | undefined)[] = [];
      const task = createTask(
        async () => {
          names.push(currentTask()?.name);
          await Promise.resolve();
          names.push(currentTask()?.name);
          await sleep(0);
          names.push(currentTask()?.name);
        },
        { name: "t" },
      );
      getRunningLoop().callSoon(() => names.push(currentTask()?.name));
      expect(allTasks().length).toBe(2);
      await task;
      expect(names).toEqual(["t", "t", undefined, "t"]);
      expect(allTasks().length).toBe(1);
    });
  });

  test("can't be settled from outside", async () => {
    await inTask(async () => {
      const task = createTask(async () => 1);
      expect(() => task.setResult(2)).toThrow(TaskResultError);
      expect(() => task.setException(new Error("no"))).toThrow(TaskResultError);
    });
  });

  test("can't await itself", async () => {
    await inTask(async () => {
      const task: Task<void> = createTask(async () => await task);
      await expect(async () => await task).rejects.toThrow(SelfAwaitError);
    });
  });
});

describe.each([
  [
    "async function",
    (body: () => unknown, cleanUp: (error: unknown) => void): Coroutine<void> =>
      async () => {
        try {
          await (body() as Future<void>);
        } catch (error) {
          cleanUp(error);
          throw error;
        }
      },
  ],
  [
    "generator",
    (body: () => unknown, cleanUp: (error: unknown) => void): Coroutine<void> =>
      function* () {
        try {
          yield* body() as Future<void>;
        } catch (error) {
          cleanUp(error);
          throw error;
        }
      },
  ],
])("cancel of a task (%s)", (_kind, makeCoroutine) => {
  test("throws at the very await", async () => {
    await inTask(async () => {
      const seen: unknown[] = [];
      const task = createTask(
        makeCoroutine(
          () => sleep(10),
          (error) => seen.push(error),
        ),
      );
      await sleep(1);
      expect(task.cancel("enough")).toBe(true);
      await expect(async () => await task).rejects.toThrow(new CancelledError("enough"));
      expect([seen.length, task.cancelled(), task.cancelling(), getRunningLoop().time()]).toEqual([1, true, 1, 1]);
    });
  });

  test("before its first step: its body never begins", async () => {
    await inTask(async () => {
      let begun = false;
      const task = createTask(
        makeCoroutine(
          () => (begun = true),
          () => {},
        ),
      );
      task.cancel();
      await expect(async () => await task).rejects.toThrow(CancelledError);
      expect(begun).toBe(false);
    });
  });

  test("when what it waits for is done already: the result is lost", async () => {
    await inTask(async () => {
      const future = new Future<void>(getRunningLoop());
      const task = createTask(
        makeCoroutine(
          () => future,
          () => {},
        ),
      );
      await sleep(0);
      future.setResult();
      task.cancel();
      await expect(async () => await task).rejects.toThrow(CancelledError);
    });
  });
});

describe("several waits of one task", () => {
  test("are all woken, each when its future is done", async () => {
    await inTask(async () => {
      const loop = getRunningLoop();
      const seen: string[] = [];
      const one = async (delayMs: number): Promise<number> => {
        await sleep(delayMs);
        seen.push(`${loop.time()}`);
        return delayMs;
      };
      expect(await Promise.all([one(3), one(1), sleep(2, 2), one(0)])).toEqual([3, 1, 2, 0]);
      expect(seen).toEqual(["0", "1", "3"]);
    });
  });

  test("may be raced: the loser goes on", async () => {
    await inTask(async () => {
      const loop = getRunningLoop();
      expect(await Promise.race([sleep(2, "slow"), sleep(1, "quick")])).toBe("quick");
      expect(loop.time()).toBe(1);
      await sleep(5);
    });
  });

  test("are all cancelled together", async () => {
    await inTask(async () => {
      const cancelled: number[] = [];
      const one = async (delayMs: number): Promise<void> => {
        try {
          await sleep(delayMs);
        } catch (error) {
          cancelled.push(delayMs);
          throw error;
        }
      };
      const task = createTask(async () => void (await Promise.all([one(5), one(6), one(7)])));
      await sleep(1);
      expect(task.waitsFor).toBe("sleep and sleep and sleep");
      task.cancel();
      await expect(async () => await task).rejects.toThrow(CancelledError);
      await sleep(0);
      expect(cancelled).toEqual([5, 6, 7]);
    });
  });

  test("may outlive their task", async () => {
    await inTask(async () => {
      const seen: string[] = [];
      const late = async (): Promise<void> => {
        await sleep(5);
        seen.push("late");
      };
      await createTask(async () => await Promise.race([late(), sleep(1)]));
      seen.push("task done");
      await sleep(10);
      expect(seen).toEqual(["task done", "late"]);
    });
  });
});

describe("a promise that is not the loop's", () => {
  test("may be settled by another task, on virtual time too", async () => {
    await inTask(async () => {
      const { promise, resolve } = deferred<string>();
      const waiter = createTask(async () => {
        const got = await promise;
        await sleep(1);
        return got;
      });
      await sleep(5);
      expect(waiter.awaitsForeignPromise).toBe(true);
      resolve("hello");
      expect(await waiter).toBe("hello");
    });
  });

  test("a cancel waits until it has settled", async () => {
    await inTask(async () => {
      const { promise, resolve } = deferred<void>();
      const seen: string[] = [];
      const waiter = createTask(async () => {
        await promise;
        seen.push("settled");
        await sleep(1);
        seen.push("not reached");
      });
      await sleep(0);
      waiter.cancel();
      await sleep(0);
      resolve();
      await expect(async () => await waiter).rejects.toThrow(CancelledError);
      expect(seen).toEqual(["settled"]);
    });
  });
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
