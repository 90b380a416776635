import { describe, expect, test } from "vitest";
import {
  CancelledError,
  ConcurrentFuture,
  createTask,
  currentTask,
  EventLoop,
  type Executor,
  Future,
  getRunningLoop,
  KeyboardInterrupt,
  run,
  Runner,
  sleep,
  TimeoutError,
} from "@heddle/loop-core";
import { thrownBy, virtualLoop } from "./behaviour.ts";

const SIGNAL = "SIGUSR2";

describe("a signal handler", () => {
  test("is called on the loop each time the signal comes, until it is removed; a new one replaces the old", async () => {
    const loop = virtualLoop();
    const seen: string[] = [];
    const before = process.listenerCount(SIGNAL);
    loop.addSignalHandler(SIGNAL, () => seen.push("old"));
    loop.addSignalHandler(SIGNAL, () => seen.push(getRunningLoop() === loop ? "on the loop" : "elsewhere"));
    process.emit(SIGNAL, SIGNAL);
    expect(seen).toEqual([]); // its turn has not come
    await loop.runUntilComplete(() => sleep(1));
    expect(seen).toEqual(["on the loop"]);
    expect([loop.removeSignalHandler(SIGNAL), loop.removeSignalHandler(SIGNAL)]).toEqual([true, false]);
    expect(process.listenerCount(SIGNAL)).toBe(before);
    loop.close();
  });

  test("wakes a loop that waits, and has what it closes over", async () => {
    const loop = new EventLoop();
    const args = [3, 4];
    let seen: number[] = [];
    loop.addSignalHandler(SIGNAL, () => {
      seen = args;
      loop.stop();
    });
    setImmediate(() => process.emit(SIGNAL, SIGNAL));
    await loop.runForever();
    expect(seen).toBe(args);
    loop.removeSignalHandler(SIGNAL);
    loop.close();
  });
});

describe("an interrupt of a Runner", () => {
  /** Calls what the runner has added for SIGINT: nobody else in this process is to hear of it. */
  function interruptor(): () => void {
    const before = new Set(process.listeners("SIGINT"));
    return () => {
      for (const listener of process.listeners("SIGINT")) if (!before.has(listener)) listener("SIGINT");
    };
  }

  test("cancels a main task that never waits for a future", async () => {
    const interrupt = interruptor();
    await using runner = new Runner({ loopFactory: virtualLoop, handleSigint: true });
    let cancelled = false;
    const main = runner.run(function* () {
      getRunningLoop().callLater(0, interrupt);
      try {
        for (;;) yield* sleep(0);
      } catch (error) {
        cancelled = error instanceof CancelledError;
        throw error;
      }
    });
    await expect(main).rejects.toThrow(KeyboardInterrupt);
    expect(cancelled).toBe(true);
  });

  test("cancels what the main task waits for", async () => {
    const interrupt = interruptor();
    await using runner = new Runner({ loopFactory: virtualLoop, handleSigint: true });
    const never = new Future<void>(runner.getLoop());
    runner.getLoop().callLater(100, interrupt);
    await expect(runner.run(async () => await never)).rejects.toThrow(KeyboardInterrupt);
    expect(never.cancelled()).toBe(true);
  });

  test("of a main task that somebody else has cancelled, too, is that cancellation", async () => {
    const interrupt = interruptor();
    await using runner = new Runner({ loopFactory: virtualLoop, handleSigint: true });
    const main = runner.run(async () => {
      const task = currentTask()!;
      createTask(async () => {
        await sleep(0);
        task.cancel();
        interrupt();
      });
      await sleep(10);
    });
    await expect(main).rejects.toThrow(CancelledError);
  });
});

describe("what a loop leaves", () => {
  test("an async generator whose task fails is closed at the end of the run", async () => {
    let closed = false;
    let error: unknown;
    const main = run(
      async () => {
        const loop = getRunningLoop();
        loop.setExceptionHandler((context) => (error = context.error));
        const ticks = loop.registerAsyncgen(
          (async function* () {
            try {
              for (;;) {
                yield 1;
                await sleep(1);
              }
            } finally {
              closed = true;
            }
          })(),
        );
        createTask(async () => {
          await ticks.next();
          try {
            await sleep(1_000);
          } catch {
            throw new Error("while it was cancelled");
          }
        });
        await sleep(5);
        throw new Error("main");
      },
      { loopFactory: virtualLoop },
    );
    await expect(main).rejects.toThrow("main");
    expect([closed, error]).toEqual([true, new Error("while it was cancelled")]);
  });

  class Never implements Executor {
    readonly given: ConcurrentFuture<never>[] = [];

    submit(): ConcurrentFuture<never> {
      this.given.push(new ConcurrentFuture<never>());
      return this.given.at(-1)!;
    }

    shutdown(): Promise<void> {
      return new Promise(() => {});
    }
  }

  test("work of an executor that was cancelled is cancelled there, and harms no loop that is closed", async () => {
    const loop = virtualLoop();
    const executor = new Never();
    await loop.runUntilComplete(function* () {
      const cancelled = loop.runInExecutor(executor, () => {});
      loop.runInExecutor(executor, () => {});
      cancelled.cancel();
      yield* sleep(0);
    });
    loop.close();
    expect(executor.given.map((given) => given.cancelled())).toEqual([true, false]);
    expect(() => executor.given[1]!.setException(new Error("late"))).not.toThrow();
  });

  test("an executor that does not end is waited for no longer than was said", async () => {
    const loop = virtualLoop();
    loop.setDefaultExecutor(new Never());
    await loop.runUntilComplete(function* () {
      expect(yield* thrownBy(loop.shutdownDefaultExecutor(100))).toBeInstanceOf(TimeoutError);
    });
    expect(loop.time()).toBe(100);
    loop.close();
  });
});
