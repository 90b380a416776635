import { describe, expect, expectTypeOf, test } from "vitest";
import {
  asCompleted,
  createTask,
  ExceptionGroup,
  type Future,
  FutureTypeError,
  gather,
  getRunningLoop,
  shield,
  sleep,
  staggeredRace,
  taskGroup,
  type TaskGroup,
  TaskGroupClosedError,
  TimeoutError,
  timeout,
  wait,
  waitFor,
} from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

// The golden programs show the order of every step; here is what they don't know: types, and JavaScript's iteration.

async function inTask<T>(body: () => Promise<T>): Promise<T> {
  return await virtualLoop().runUntilComplete(body);
}

const fail = async (delayMs: number, message: string): Promise<never> => {
  await sleep(delayMs);
  throw new Error(message);
};

describe("gather", () => {
  test("takes an array, and says so to whoever gives it one argument after the other", () => {
    const first = (() => sleep(1)) as unknown as [];
    expect(() => gather(first)).toThrow(/gather\(\) takes an array/);
  });

  test("gives the results in the order of the arguments, each of its own type", async () => {
    await inTask(async () => {
      const all = gather([sleep(2, "slow"), async () => 7, createTask(sleep(1, true))]);
      expectTypeOf(all).toEqualTypeOf<Future<[string, number, boolean]>>();
      expect(await all).toEqual(["slow", 7, true]);
    });
  });

  test("throws the first exception, and the others go on", async () => {
    await inTask(async () => {
      const other = createTask(sleep(5, "went on"));
      await expect(async () => await gather([() => fail(1, "first"), other])).rejects.toThrow("first");
      expect(await other).toBe("went on");
    });
  });

  test("puts exceptions among the results where asked", async () => {
    await inTask(async () => {
      expect(await gather([() => fail(1, "first"), sleep(2, 7)], { returnExceptions: true })).toEqual([
        new Error("first"),
        7,
      ]);
    });
  });
});

describe("wait", () => {
  test("tells which futures are done, without looking at their results", async () => {
    await inTask(async () => {
      const [quick, slow] = [createTask(() => fail(1, "unseen")), createTask(sleep(5))];
      const { done, pending } = await wait([quick, slow], { returnWhen: "FIRST_COMPLETED" });
      expect([done.has(quick), pending.has(slow), done.size, pending.size]).toEqual([true, true, 1, 1]);
      expect((await wait([slow], { timeoutMs: 1 })).done.size).toBe(0);
      expect(quick.unretrieved).toBe(true);
      quick.exception();
    });
  });

  test("takes no coroutine, and not nothing", async () => {
    await inTask(async () => {
      await expect(async () => await wait([sleep(1) as never])).rejects.toThrow(FutureTypeError);
      await expect(async () => await wait([])).rejects.toThrow(RangeError);
    });
  });
});

describe("a deadline", () => {
  test("cancels the body, and tells when", async () => {
    await inTask(async () => {
      const late = async (): Promise<void> => await timeout(5, async () => await sleep(10));
      await expect(late).rejects.toThrow(new TimeoutError(5));
      await expect(async () => await waitFor(sleep(10), 2)).rejects.toThrow(TimeoutError);
      expect(getRunningLoop().time()).toBe(7);
    });
  });

  test("may be moved while the body runs, in either kind of body", async () => {
    await inTask(async () => {
      const result = await timeout(1, function* (deadline) {
        deadline.reschedule(100);
        yield* sleep(50);
        return deadline.when();
      });
      expect(result).toBe(100);
    });
  });
});

describe("shield", () => {
  test("lets what it protects go on when the waiter is cancelled", async () => {
    await inTask(async () => {
      const saving = createTask(sleep(5, "saved"));
      const waiter = createTask(async () => await shield(saving));
      await sleep(1);
      waiter.cancel();
      await wait([waiter]);
      expect([waiter.cancelled(), await saving]).toEqual([true, "saved"]);
    });
  });
});

describe("taskGroup", () => {
  test("waits for all of its tasks, and gives the body's result", async () => {
    await inTask(async () => {
      const result = await taskGroup(async (group) => {
        group.createTask(sleep(5));
        return group.createTask(sleep(1, 7));
      });
      expect([result, getRunningLoop().time()]).toEqual([7, 5]); // a task that is returned is flattened to its result
    });
  });

  test("throws what went wrong as one group, after the others have been cancelled", async () => {
    await inTask(async () => {
      const failing = async (): Promise<void> =>
        await taskGroup(async (group) => {
          group.createTask(() => fail(1, "a"));
          group.createTask(sleep(1_000));
        });
      await expect(failing).rejects.toThrow(new ExceptionGroup([new Error("a")]));
      expect(getRunningLoop().time()).toBe(1);
    });
  });

  test("takes no task once it is over", async () => {
    await inTask(async () => {
      let escaped!: TaskGroup;
      await taskGroup(async (group) => void (escaped = group));
      expect(() => escaped.createTask(sleep(1))).toThrow(TaskGroupClosedError);
    });
  });
});

describe("asCompleted", () => {
  test("is iterated for results, in the order in which they come", async () => {
    await inTask(async () => {
      const results: number[] = [];
      for (const next of asCompleted([sleep(3, 3), sleep(1, 1), sleep(2, 2)])) results.push(await next);
      expect(results).toEqual([1, 2, 3]);
    });
  });

  test("is iterated asynchronously for the futures themselves", async () => {
    await inTask(async () => {
      const tasks = [createTask(sleep(2, "b"), { name: "b" }), createTask(sleep(1, "a"), { name: "a" })];
      const done: unknown[] = [];
      for await (const task of asCompleted(tasks)) done.push([tasks.indexOf(task as never), task.result()]);
      expect(done).toEqual([
        [1, "a"],
        [0, "b"],
      ]);
    });
  });
});

describe("staggeredRace", () => {
  test("starts the next when one fails or takes too long, and cancels the losers", async () => {
    await inTask(async () => {
      const { winner, exceptions } = await staggeredRace(
        [() => fail(1, "no"), sleep(50, "slow"), sleep(5, "quick")],
        10,
      );
      expect(winner).toEqual({ index: 2, result: "quick" });
      expect(exceptions.map(String)).toEqual(["Error: no", "CancelledError: cancelled", "undefined"]);
      expect(getRunningLoop().time()).toBe(16);
    });
  });
});
