import { afterEach, describe, expect, test, vi } from "vitest";
import {
  createTask,
  DeadlockError,
  EventLoop,
  type ExceptionContext,
  FatalError,
  ForeignPromiseError,
  Future,
  getRunningLoop,
  Lock,
  LoopClosedError,
  LoopStoppedError,
  NestedRunError,
  NoRunningLoopError,
  PendingTaskError,
  run,
  Runner,
  runSync,
  sleep,
  type Task,
} from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

afterEach(() => void vi.restoreAllMocks());

describe("a turn", () => {
  test("runs what was ready when it began; what is queued meanwhile waits for the next", async () => {
    const loop = virtualLoop();
    const seen: string[] = [];
    const note = (what: string) => (): unknown => seen.push(`${loop.turns} ${what}`);
    loop.callSoon(() => {
      note("first")();
      loop.callSoon(note("third"));
      loop.callLater(0, note("fourth"));
    });
    loop.callSoon(note("second"));
    loop.callLater(1, () => loop.stop());
    await loop.runForever();
    expect(seen).toEqual(["1 first", "1 second", "2 third", "2 fourth"]);
  });

  test("runs timers by deadline, equal ones in order of creation, behind what is ready", async () => {
    const loop = virtualLoop();
    const seen: number[] = [];
    for (const [index, when] of [2, 1, 2, 1, 0].entries()) loop.callAt(when, (i) => seen.push(i), index);
    loop.callLater(3, () => loop.stop());
    await loop.runForever();
    expect(seen).toEqual([4, 1, 3, 0, 2]);
  });

  test("skips what was cancelled, even by a callback of the same turn", async () => {
    const loop = virtualLoop();
    const never = vi.fn();
    const timer = loop.callLater(1, never);
    loop.callSoon(() => handle.cancel());
    const handle = loop.callSoon(never);
    timer.cancel();
    loop.callLater(2, () => loop.stop());
    await loop.runForever();
    expect(never).not.toHaveBeenCalled();
    expect([handle.cancelled, timer.cancelled, loop.turns]).toEqual([true, true, 2]);
  });

  test("goes on after a callback that throws, and tells the exception handler", async () => {
    const loop = virtualLoop();
    const told: ExceptionContext[] = [];
    loop.setExceptionHandler((context) => told.push(context));
    const handle = loop.callSoon(() => {
      throw new Error("broken");
    });
    loop.callSoon(() => loop.stop());
    await loop.runForever();
    expect(told).toEqual([{ message: "Exception in callback", error: new Error("broken"), handle }]);
  });

  test("writes to console.error without an exception handler", async () => {
    const write = vi.spyOn(console, "error").mockReturnValue();
    const loop = virtualLoop();
    loop.callExceptionHandler({ message: "Exception in callback", error: new Error("broken") });
    expect(write).toHaveBeenCalledWith("Exception in callback", new Error("broken"));
  });
});

describe("a run", () => {
  test("is over when its task is; it gives the result or throws the error", async () => {
    const loop = virtualLoop();
    await expect(loop.runUntilComplete(async () => "done")).resolves.toBe("done");
    await expect(
      loop.runUntilComplete(async () => {
        throw new Error("broken");
      }),
    ).rejects.toThrow("broken");
  });

  test("that is stopped leaves everything as it is: the next run goes on", async () => {
    const loop = virtualLoop();
    const task = loop.createTask(async () => {
      await sleep(10);
      return "slept";
    });
    loop.callLater(5, () => loop.stop());
    await expect(loop.runUntilComplete(task)).rejects.toThrow(LoopStoppedError);
    await expect(loop.runUntilComplete(task)).resolves.toBe("slept");
    expect(loop.time()).toBe(10);
  });

  test("with nothing left that could ever run is a deadlock, told with names", async () => {
    const loop = virtualLoop();
    const lost = new Future<void>(loop);
    lost.label = "an answer";
    const error = await loop
      .runUntilComplete(async () => {
        await createTask(async () => await lost, { name: "reader" });
      })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DeadlockError);
    expect((error as DeadlockError).tasks).toEqual([
      { name: "Task-1", waitsFor: 'task "reader"' },
      { name: "reader", waitsFor: "an answer" },
    ]);
    expect((error as DeadlockError).message).toContain(
      '2 tasks wait and nothing can wake them: "Task-1" on task "reader", "reader" on an answer.',
    );
  });

  test("on virtual time that waits for a promise of somebody else says so", async () => {
    const never = new Promise<void>(() => {});
    const error = await virtualLoop()
      .runUntilComplete(async () => await never)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ForeignPromiseError);
    expect((error as ForeignPromiseError).foreign).toEqual(["Task-1"]);
  });

  test("ends at once with a fatal error, of a callback or of a task; the rest stays for the next run", async () => {
    for (const start of [
      (loop: EventLoop) => loop.callSoon(exit),
      (loop: EventLoop) => loop.createTask(async () => exit()),
      (loop: EventLoop) =>
        loop.createTask(function* () {
          yield* sleep(0);
          exit();
        }),
    ]) {
      const loop = virtualLoop();
      loop.setExceptionHandler(() => {});
      start(loop);
      const ran: string[] = [];
      loop.callLater(1, () => ran.push("timer"));
      await expect(loop.runForever()).rejects.toThrow("exit");
      expect(ran).toEqual([]);
      await loop.runUntilComplete(async () => await sleep(2));
      expect(ran).toEqual(["timer"]);
    }
    function exit(): never {
      throw new FatalError("exit");
    }
  });
});

describe("misuse", () => {
  test("of a loop that runs: running or closing it throws at once", async () => {
    const loop = virtualLoop();
    await loop.runUntilComplete(async () => {
      expect(() => loop.runForever()).toThrow(NestedRunError);
      expect(() => loop.runUntilComplete(async () => {})).toThrow("this loop is running already");
      expect(() => virtualLoop().runForever()).toThrow("another loop is running here");
      expect(() => loop.close()).toThrow("close() is not possible: the loop is running");
    });
  });

  test("of a closed loop names the method", () => {
    const loop = virtualLoop();
    loop.close();
    loop.close();
    expect(loop.isClosed()).toBe(true);
    expect(() => loop.callSoon(() => {})).toThrow(LoopClosedError);
    expect(() => loop.createTask(async () => {})).toThrow("createTask() came after the loop had been closed");
    expect(() => loop.runForever()).toThrow("runForever()");
  });

  test("of functions that need a running loop", () => {
    expect(() => getRunningLoop()).toThrow(NoRunningLoopError);
    expect(() => createTask(async () => {})).toThrow(NoRunningLoopError);
  });

  test("a deadline that is not a number", () => {
    expect(() => virtualLoop().callLater(Number.NaN, () => {})).toThrow(RangeError);
  });
});

describe("closing", () => {
  test("drops what is scheduled", async () => {
    const loop = virtualLoop();
    loop.callSoon(() => {});
    loop.callLater(1, () => {});
    loop.close();
    expect(loop.pendingTimers()).toEqual([]);
  });

  test("reports the exceptions that nobody has looked at", async () => {
    const loop = virtualLoop();
    const told: string[] = [];
    loop.setExceptionHandler(({ message, error }) => told.push(`${message}: ${String(error)}`));
    await loop.runUntilComplete(async () => {
      for (const name of ["seen", "lost"]) {
        createTask(
          async () => {
            throw new Error(name);
          },
          { name },
        ).addDoneCallback((task) => name === "seen" && task.exception());
      }
      await sleep(1);
    });
    loop.close();
    expect(told).toEqual(['The exception of a task ("lost") was never retrieved: Error: lost']);
  });
});

describe("on the host's time", () => {
  test("a loop that waits is woken by callSoonThreadsafe", async () => {
    const loop = new EventLoop();
    const running = loop.runForever();
    setImmediate(() => loop.callSoonThreadsafe(() => loop.stop()));
    await running;
    expect(loop.turns).toBe(1);
  });

  test("a timer is not early", async () => {
    const loop = new EventLoop();
    const began = loop.time();
    await loop.runUntilComplete(async () => await sleep(1));
    expect(loop.time() - began).toBeGreaterThanOrEqual(1 - loop.clock.resolutionMs);
  });
});

describe("a task that is still pending when the loop is closed", () => {
  async function reportsOf(body: (loop: EventLoop) => Promise<void>, debug = false): Promise<ExceptionContext[]> {
    const loop = virtualLoop({ debug });
    const told: ExceptionContext[] = [];
    loop.setExceptionHandler((context) => told.push(context));
    await body(loop);
    loop.close();
    loop.close();
    return told;
  }

  test("is reported once, with what it waits for, in order of creation", async () => {
    const told = await reportsOf(async (loop) => {
      await loop.runUntilComplete(async () => {
        createTask(() => new Lock({ name: "free" }).acquire(), { name: "done" });
        createTask(() => sleep(100), { name: "sleeper" });
        await sleep(1);
      });
      loop.createTask(() => sleep(1), { name: "newcomer" });
    });
    const message = "A task was still pending when its loop was closed";
    expect(told.map(({ error, future, ...rest }) => [rest, (future as Task<unknown>).name, String(error)])).toEqual([
      [{ message }, "sleeper", expect.stringContaining('Task "sleeper" was still pending')],
      [{ message }, "newcomer", expect.stringContaining("it waited for its first step")],
    ]);
    expect(told[0]!.error).toBeInstanceOf(PendingTaskError);
    expect(told[0]!.error).toMatchObject({ task: "sleeper", waitsFor: "sleep" });
  });

  test("is reported with its place in debug mode", async () => {
    const told = await reportsOf(async (loop) => void loop.createTask(sleep(1)), true);
    expect(told.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/; it was made at .*loop\.test\.ts:/),
    );
  });

  test("is none after run() and a runner: those cancel what is left, and wait for it", async () => {
    const told: ExceptionContext[] = [];
    const work = async (): Promise<void> => {
      getRunningLoop().setExceptionHandler((context) => told.push(context));
      createTask(() => sleep(100));
      createTask(async () => {
        try {
          await sleep(100);
        } finally {
          await sleep(1);
        }
      });
      await sleep(1);
    };
    await run(work, { loopFactory: () => virtualLoop() });
    await using runner = new Runner({ loopFactory: () => virtualLoop() });
    await runner.run(work);
    runSync(
      function* () {
        getRunningLoop().setExceptionHandler((context) => told.push(context));
        createTask(() => sleep(100));
        yield* sleep(1);
      },
      { clock: virtualLoop().clock },
    );
    await runner.close();
    expect(told).toEqual([]);
  });
});
