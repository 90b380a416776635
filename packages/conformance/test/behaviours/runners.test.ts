import { describe, expect, test, vi } from "vitest";
import {
  CallbackTypeError,
  ConcurrentFuture,
  ContextVar,
  CoroutineTypeError,
  EventLoop,
  FatalError,
  Future,
  getRunningLoop,
  InlineExecutor,
  LoopClosedError,
  NestedRunError,
  NoRunningLoopError,
  run,
  Runner,
  sleep,
  wrapFuture,
} from "@heddle/loop-core";
import { behaviour, thrownBy, virtualLoop } from "./behaviour.ts";

describe("Runner", () => {
  test("runs, gives results, and closes its loop", async () => {
    const runner = new Runner();
    expect(await runner.run(async () => await sleep(0, "done"))).toBe("done");
    expect(await runner.run(sleep(0, "an awaitable"))).toBe("an awaitable");
    const loop = runner.getLoop();
    await runner.close();
    expect(() => runner.getLoop()).toThrow(LoopClosedError);
    expect(loop.isClosed()).toBe(true);
    await runner.close(); // twice is fine
    await expect(runner.run(sleep(0))).rejects.toThrow(LoopClosedError);
  });

  test("closes at the end of its scope, whatever happened", async () => {
    let loop!: EventLoop;
    const failing = async (): Promise<void> => {
      await using runner = new Runner();
      loop = runner.getLoop();
      throw new Error("broken");
    };
    await expect(failing).rejects.toThrow("broken");
    expect(loop.isClosed()).toBe(true);
  });

  test("is in debug mode if it is told so, and so is run()", async () => {
    for (const debug of [true, false]) {
      await using runner = new Runner({ debug });
      expect(runner.getLoop().debug).toBe(debug);
      expect(await run(async () => getRunningLoop().debug, { debug })).toBe(debug);
    }
    expect(await run(async () => getRunningLoop().debug)).toBe(false);
  });

  test("takes a factory of loops, and calls it once; so does run()", async () => {
    let made = 0;
    const loopFactory = (): EventLoop => {
      made++;
      return virtualLoop();
    };
    await using runner = new Runner({ loopFactory });
    for (let i = 0; i < 2; i++) await runner.run(sleep(1_000_000));
    expect(runner.getLoop().time()).toBe(2_000_000);
    await run(sleep(1_000_000), { loopFactory });
    expect(made).toBe(2);
  });

  test("takes neither a value nor a future", async () => {
    await using runner = new Runner();
    for (const none of [123, new Future<void>(runner.getLoop())]) {
      await expect(runner.run(none as never)).rejects.toThrow(CoroutineTypeError);
    }
  });

  test("keeps its context variables from one run to the next", async () => {
    const variable = new ContextVar("variable", -1);
    await using runner = new Runner();
    const exchange = (value: number) => async (): Promise<number> => {
      const old = variable.get();
      await sleep(0);
      variable.set(value);
      return old;
    };
    expect([await runner.run(exchange(1)), await runner.run(exchange(2)), await runner.run(exchange(3))]).toEqual([
      -1, 1, 2,
    ]);
  });

  test("does not run inside a loop that runs", async () => {
    await using runner = new Runner();
    const nested = runner.run(async () => await runner.run(sleep(0)));
    await expect(nested).rejects.toThrow(NestedRunError);
  });

  test("looks at no result: one that can't be turned into text is given as it is", async () => {
    await using runner = new Runner();
    const result = {
      toString(): string {
        throw new Error("looked at");
      },
    };
    expect((await runner.run(async () => result)) === result).toBe(true);
  });
});

describe("wrapFuture", () => {
  behaviour("gives a future of the loop its result, exception or cancellation", function* () {
    const [done, failed, cancelled] = [1, 2, 3].map(() => new ConcurrentFuture<number>());
    const inside = [done!, failed!, cancelled!].map((outside) => wrapFuture(outside));
    expect(inside.every((future) => future.loop === getRunningLoop())).toBe(true);
    done!.setResult(42);
    failed!.setException(new Error("broken"));
    cancelled!.cancel();
    expect(yield* inside[0]!).toBe(42);
    expect(yield* thrownBy(inside[1]!)).toEqual(new Error("broken"));
    expect([yield* thrownBy(inside[2]!), inside[2]!.cancelled()]).toEqual([expect.any(Error), true]);
  });

  behaviour("passes a cancel on, unless the other one is done", function* () {
    const [pending, done] = [new ConcurrentFuture<number>(), new ConcurrentFuture<number>()];
    const inside = [pending, done].map((outside) => wrapFuture(outside));
    done.setResult(42);
    for (const future of inside) future.cancel();
    yield* sleep(0);
    expect([pending.cancelled(), done.cancelled(), done.result()]).toEqual([true, false, 42]);
    expect(inside.map((future) => future.cancelled())).toEqual([true, true]);
  });

  test("gives a future of a loop back, and needs a loop for all others", () => {
    const future = new Future<void>(virtualLoop());
    expect(wrapFuture(future) === future).toBe(true);
    expect(() => wrapFuture(new ConcurrentFuture<void>())).toThrow(NoRunningLoopError);
  });
});

describe("the default executor", () => {
  test("may be set, and does the work from then on", async () => {
    const work: string[] = [];
    class OurExecutor extends InlineExecutor {
      override submit: InlineExecutor["submit"] = (given, ...args) => {
        work.push(given.name);
        return super.submit(given, ...args);
      };
    }
    const loop = virtualLoop();
    loop.setDefaultExecutor(new OurExecutor());
    const add = (a: number, b: number): number => a + b;
    expect(await loop.runUntilComplete(async () => await loop.runInExecutor(null, add, 1, 2))).toBe(3);
    expect(work).toEqual(["add"]);
    loop.close();
  });
});

describe("debug mode", () => {
  test("is switched on and off", () => {
    const loop = virtualLoop();
    expect(loop.debug).toBe(false);
    loop.debug = true;
    expect(loop.debug).toBe(true);
    loop.debug = false;
    expect(loop.debug).toBe(false);
  });

  test("refuses callbacks that are no functions, or that wait", () => {
    const loop = virtualLoop({ debug: true });
    for (const none of ["text", sleep(0), async (): Promise<void> => {}, function* (): Generator {}]) {
      const callback = none as never;
      expect(() => loop.callSoon(callback)).toThrow(CallbackTypeError);
      expect(() => loop.callSoonThreadsafe(callback)).toThrow(CallbackTypeError);
      expect(() => loop.callLater(60, callback)).toThrow(CallbackTypeError);
      expect(() => loop.callAt(60, callback)).toThrow(CallbackTypeError);
      expect(() => loop.runInExecutor(null, callback)).toThrow(CallbackTypeError);
    }
    loop.close();
  });

  test("reports slow callbacks and slow steps of tasks", async () => {
    const loop = virtualLoop({ debug: true });
    const told: string[] = [];
    loop.setExceptionHandler(({ error }) => told.push(String(error)));
    loop.slowCallbackDurationMs = 0;
    loop.callSoon(() => loop.stop());
    await loop.runForever();
    expect(told).toEqual([expect.stringContaining("A callback")]);
    await loop.runUntilComplete(loop.createTask(async () => {}, { name: "slow" }));
    expect(told).toContainEqual(expect.stringContaining('A step of task "slow"'));
    loop.close();
  });
});

describe("an exception handler", () => {
  const broken = (loop: EventLoop): void => {
    loop.callSoon(() => {
      throw new Error("broken");
    });
    loop.callSoon(() => loop.stop());
  };

  test("that throws is reported by the default one, and the loop goes on", async () => {
    const told: unknown[] = [];
    class OurLoop extends EventLoop {
      override defaultExceptionHandler({ error }: { error: unknown }): void {
        told.push(error);
      }
    }
    const loop = new OurLoop();
    loop.setExceptionHandler(() => {
      throw new TypeError("the handler, too");
    });
    broken(loop);
    await loop.runForever();
    expect(told).toEqual([new TypeError("the handler, too")]);
    loop.close();
  });

  test("by default, that throws, does not end the run", async () => {
    class OurLoop extends EventLoop {
      override defaultExceptionHandler(): void {
        throw new TypeError("the default one, too");
      }
    }
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    const loop = new OurLoop();
    broken(loop);
    await loop.runForever();
    loop.close();
    expect(printed.mock.calls.flat()).toContainEqual(new TypeError("the default one, too"));
    printed.mockRestore();
  });

  test("is told of a task's failure in the context of the task", async () => {
    const name = new ContextVar("name", "foo");
    const told: string[] = [];
    const loop = virtualLoop();
    loop.setExceptionHandler(() => told.push(name.get()));
    await loop.runUntilComplete(async () => {
      loop.createTask(async () => {
        name.set("bar");
        throw new Error("broken");
      });
      await sleep(0);
    });
    loop.close();
    expect(told).toEqual(["bar"]);
  });

  test("is not told of a fatal error that whoever runs the loop has got already", async () => {
    const loop = virtualLoop();
    const told: unknown[] = [];
    loop.setExceptionHandler(({ error }) => told.push(error));
    const main = loop.runUntilComplete(async () => {
      throw new FatalError("exit");
    });
    await expect(main).rejects.toThrow("exit");
    loop.close();
    expect(told).toEqual([]);
  });
});
