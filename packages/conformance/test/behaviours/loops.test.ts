import { afterEach, describe, expect, test, vi } from "vitest";
import {
  ArgumentTypeError,
  AsyncEvent,
  BoundedSemaphore,
  Condition,
  ContextVar,
  CoroutineTypeError,
  createTask,
  EventLoop,
  type ExceptionContext,
  FatalError,
  Future,
  getRunningLoop,
  type Handle,
  Lock,
  LoopClosedError,
  LoopStoppedError,
  NestedRunError,
  NoRunningLoopError,
  run,
  Semaphore,
  sleep,
  Task,
  TimerHandle,
  WrongLoopError,
} from "@heddle/loop-core";
import { behaviour, type Steps, virtualLoop } from "./behaviour.ts";

afterEach(() => void vi.restoreAllMocks());

/** The loop's callbacks that are ready, and those that they schedule, in `turns` turns. */
async function turns(loop: EventLoop, count = 1): Promise<void> {
  for (let i = 0; i < count; i++) {
    loop.stop();
    await loop.runForever();
  }
}

describe("a loop", () => {
  test("is closed once and for all, twice is fine", async () => {
    const loop = virtualLoop();
    expect([loop.isClosed(), loop.isRunning()]).toEqual([false, false]);
    loop.close();
    loop.close();
    expect(loop.isClosed()).toBe(true);
    const future = new Future<void>(loop);
    expect(() => loop.runForever()).toThrow(LoopClosedError);
    expect(() => loop.runUntilComplete(future)).toThrow(LoopClosedError);
  });

  test("runs what is scheduled with its argument, once, and forgets it", async () => {
    const loop = virtualLoop();
    const seen: string[] = [];
    const handle = loop.callSoon((word) => seen.push(word), "hello");
    expect([handle instanceof TimerHandle, handle.cancelled]).toEqual([false, false]);
    loop.callSoonThreadsafe((word) => seen.push(word), "world");
    await turns(loop, 3);
    expect(seen).toEqual(["hello", "world"]);
  });

  test("does not run what was cancelled, in whatever way it was scheduled", async () => {
    const loop = virtualLoop();
    const never = vi.fn();
    const handles: Handle[] = [loop.callSoon(never), loop.callLater(1, never), loop.callSoonThreadsafe(never)];
    for (const handle of handles) handle.cancel();
    for (const handle of handles) handle.cancel();
    await loop.runUntilComplete(() => sleep(5));
    expect(never).not.toHaveBeenCalled();
    expect(handles.map((handle) => handle.cancelled)).toEqual([true, true, true]);
  });

  test("a timer has its moment, is ordered by it, and is forgotten when it is cancelled", () => {
    const loop = virtualLoop();
    const [late, early, same] = [20, 10, 10].map((ms) => loop.callLater(ms, () => {}));
    expect([late!.when, early!.when]).toEqual([20, 10]);
    expect(late).toBeInstanceOf(TimerHandle);
    expect(loop.pendingTimers().map((timer) => [early, same, late].indexOf(timer))).toEqual([0, 1, 2]);
    early!.cancel();
    early!.cancel();
    expect(loop.pendingTimers().length).toBe(2);
  });

  test("callLater with no time or less runs in order of deadlines: as soon as timers are looked at", async () => {
    const loop = virtualLoop();
    const seen: string[] = [];
    loop.callLater(0, () => seen.push("b"));
    loop.callLater(-1, () => seen.push("a"));
    loop.callSoon(() => seen.push("ready"));
    await turns(loop);
    expect(seen).toEqual(["ready", "a", "b"]);
  });

  test("runs a timer when its time has come, neither before nor twice", async () => {
    const loop = virtualLoop();
    const seen: number[] = [];
    loop.callAt(loop.time() + 100, () => {
      seen.push(loop.time());
      loop.stop();
    });
    await loop.runForever();
    await turns(loop, 2);
    expect(seen).toEqual([100]);
  });

  test("what a timer schedules waits for the next turn", async () => {
    const loop = virtualLoop();
    const seen: string[] = [];
    loop.callAt(-1, () => {
      seen.push("timer");
      loop.callSoon(() => seen.push("next turn"));
    });
    await turns(loop);
    expect(seen).toEqual(["timer"]);
    await turns(loop);
    expect(seen).toEqual(["timer", "next turn"]);
  });

  test("thousands of cancelled timers neither stay nor harm the others", async () => {
    const loop = virtualLoop();
    const kept = loop.callLater(3_000, () => loop.stop());
    for (let i = 0; i < 2_000; i++) loop.callLater(100 + (i % 50) * 100, () => {}).cancel();
    expect(loop.pendingTimers().length).toBe(1);
    await loop.runForever();
    expect([loop.time(), kept.when]).toEqual([3_000, 3_000]);
  });

  test("takes nothing but a future or a coroutine to run", () => {
    expect(() => virtualLoop().runUntilComplete("blah" as never)).toThrow(CoroutineTypeError);
  });

  test("runs until no future of another loop is done", async () => {
    const loop = virtualLoop();
    expect(() => void loop.runUntilComplete(new Future<void>(virtualLoop())).catch(() => {})).toThrow(WrongLoopError);
  });

  test("runs no coroutine while it, or another one, runs", async () => {
    const [loop, other] = [virtualLoop(), virtualLoop()];
    await loop.runUntilComplete(async () => {
      expect(loop.isRunning()).toBe(true);
      for (const one of [loop, other]) expect(() => one.runUntilComplete(sleep(0))).toThrow(NestedRunError);
      expect(() => loop.close()).toThrow(NestedRunError);
    });
    expect(loop.isRunning()).toBe(false);
  });

  test("a run that a fatal error ended leaves no stop behind: the next one runs to its end", async () => {
    const loop = virtualLoop();
    loop.callSoon(() => {
      throw new FatalError("exit");
    });
    await expect(loop.runUntilComplete(() => sleep(100))).rejects.toThrow("exit");
    await expect(loop.runUntilComplete(() => sleep(200, "slept"))).resolves.toBe("slept");
  });

  test("a run whose own task ends it with a fatal error leaves no stop behind, either", async () => {
    const loop = virtualLoop();
    loop.setExceptionHandler(() => {});
    const main = loop.runUntilComplete(async () => {
      throw new FatalError("exit");
    });
    await expect(main).rejects.toThrow("exit");
    let called = false;
    loop.callSoon(() => {
      loop.callSoon(() => {
        loop.stop();
        called = true;
      });
    });
    await loop.runForever();
    expect(called).toBe(true);
    loop.close();
  });

  test("run until something is done is stopped too early: a named error", async () => {
    const loop = virtualLoop();
    const main = loop.runUntilComplete(function* () {
      loop.stop();
      yield* sleep(100);
    });
    await expect(main).rejects.toThrow(LoopStoppedError);
  });

  test("stopped before it runs makes one turn; each turn runs once what is ready", async () => {
    const loop = virtualLoop();
    let count = 0;
    loop.callSoon(() => count++);
    await turns(loop);
    expect([count, loop.turns]).toEqual([1, 1]);
    await turns(loop, 9);
    expect([count, loop.turns]).toEqual([1, 10]);
  });

  test("is the running one in its callbacks and tasks, and nowhere else", async () => {
    const loop = virtualLoop();
    expect(() => getRunningLoop()).toThrow(NoRunningLoopError);
    let inCallback: EventLoop | undefined;
    loop.callSoon(() => (inCallback = getRunningLoop()));
    expect(await loop.runUntilComplete(async () => getRunningLoop() === loop)).toBe(true);
    expect(inCallback === loop).toBe(true);
    expect(() => getRunningLoop()).toThrow(NoRunningLoopError);
  });

  test("may be driven by hand, step by step: it is the running one between enter and leave", () => {
    const loop = virtualLoop();
    const seen: string[] = [];
    loop.callSoon(() => seen.push("once"));
    loop.callLater(50, () => seen.push("later"));
    loop.enter();
    expect(getRunningLoop() === loop).toBe(true);
    for (let i = 0; i < 2; i++) expect(loop.step()).toBe("more");
    loop.leave();
    expect(() => getRunningLoop()).toThrow(NoRunningLoopError);
    expect(seen).toEqual(["once", "later"]);
  });

  test("made in a callback of another one is not the running one", async () => {
    const loop = virtualLoop();
    await loop.runUntilComplete(async () => {
      const other = virtualLoop();
      expect(getRunningLoop() === loop).toBe(true);
      other.close();
      expect(getRunningLoop() === loop).toBe(true);
    });
  });

  test("on the host's time sleeps at least as long as it is told, and makes few turns of short sleeps", async () => {
    const loop = new EventLoop();
    const began = loop.time();
    await loop.runUntilComplete(function* () {
      for (const ms of [10, 0.1, 0.001, 0.00001]) yield* sleep(ms);
    });
    expect(loop.time() - began).toBeGreaterThanOrEqual(10);
    expect(loop.turns).toBeLessThanOrEqual(16);
    loop.close();
  });

  test("makes a task of a coroutine, named or counted", () => {
    const loop = virtualLoop();
    loop.setExceptionHandler(() => {}); // they never run
    const [named, counted] = [loop.createTask(sleep(1), { name: "test_task" }), loop.createTask(sleep(1))];
    expect([named instanceof Task, named.loop === loop, named.name, counted.name]).toEqual([
      true,
      true,
      "test_task",
      "Task-1",
    ]);
    expect(() => loop.createTask(5 as never)).toThrow(CoroutineTypeError);
    loop.close();
  });
});

describe("the exception handler", () => {
  function throwing(loop: EventLoop): Handle {
    return loop.callSoon(() => {
      throw new Error("broken");
    });
  }

  test("by default writes what a callback has thrown", async () => {
    const write = vi.spyOn(console, "error").mockReturnValue();
    const loop = virtualLoop();
    throwing(loop);
    await turns(loop);
    expect(write.mock.calls).toEqual([["Exception in callback", new Error("broken")]]);
  });

  test("by default writes what a task has thrown that nobody awaits", async () => {
    const write = vi.spyOn(console, "error").mockReturnValue();
    const loop = virtualLoop();
    const task = loop.createTask(function* () {
      yield* sleep(10);
      throw new Error("broken");
    });
    task.addDoneCallback(() => loop.stop());
    await loop.runForever();
    loop.close();
    expect(write.mock.calls).toEqual([[expect.stringContaining("was never retrieved"), new Error("broken")]]);
  });

  test("may be replaced: it is told message, error and handle; null brings the default back", async () => {
    const write = vi.spyOn(console, "error").mockReturnValue();
    const loop = virtualLoop();
    const told: ExceptionContext[] = [];
    loop.setExceptionHandler((context) => told.push(context));
    const handle = throwing(loop);
    await turns(loop);
    expect([told.length, told[0]!.message, told[0]!.error]).toEqual([1, "Exception in callback", new Error("broken")]);
    expect(told[0]!.handle).toBe(handle);
    expect(write).not.toHaveBeenCalled();
    loop.setExceptionHandler(null);
    throwing(loop);
    await turns(loop);
    expect([told.length, write.mock.calls.length]).toEqual([1, 1]);
  });

  test("is a function, or null; all else is refused", () => {
    const loop = virtualLoop();
    for (const none of [1, "handler", {}, undefined]) {
      expect(() => loop.setExceptionHandler(none as never)).toThrow(ArgumentTypeError);
    }
    expect(() => loop.setExceptionHandler(1 as never)).toThrow(/setExceptionHandler\(\) takes a function or null/);
    expect(loop.getExceptionHandler()).toBe(null);
    loop.close();
  });

  behaviour("is called in the context of the callback that has thrown", function* () {
    const name = new ContextVar("name", "foo");
    const told: string[] = [];
    getRunningLoop().setExceptionHandler(() => told.push(name.get()));
    getRunningLoop().callSoon(() => {
      name.set("bar");
      throw new Error("broken");
    });
    yield* sleep(0);
    expect([told, name.get()]).toEqual([["bar"], "foo"]);
  });
});

describe("a coroutine", () => {
  behaviour("may await another, whose result comes back at once", function* (co) {
    // oxlint-disable-next-line require-yield -- it has nothing to wait for
    const inner = function* (): Steps<string> {
      return "spam";
    };
    const before = getRunningLoop().turns;
    const task = createTask(co(() => inner()));
    expect([yield* task, getRunningLoop().turns - before]).toEqual(["spam", 2]);
  });

  behaviour("that is a function may run twice: each run is its own", function* (co) {
    let runs = 0;
    const work = co(function* () {
      yield* sleep(1);
      return ++runs;
    });
    expect([yield* createTask(work), yield* createTask(work)]).toEqual([1, 2]);
  });

  test("may be anything whose function returns one; what is none is told by name", () => {
    const loop = virtualLoop();
    loop.setExceptionHandler(() => {}); // they never run
    for (const coroutine of [async () => {}, () => sleep(0)]) expect(loop.createTask(coroutine)).toBeInstanceOf(Task);
    for (const none of [undefined, null, 5, {}, Promise.resolve()]) {
      expect(() => loop.createTask(none as never)).toThrow(CoroutineTypeError);
    }
    loop.close();
  });
});

describe.each([
  ["Lock", () => new Lock()],
  ["Condition", () => new Condition()],
  ["Semaphore", () => new Semaphore()],
  ["BoundedSemaphore", () => new BoundedSemaphore()],
])("%s", (_name, create) => {
  test("is held to the end of the scope of `using`, in an async function", async () => {
    await virtualLoop().runUntilComplete(async () => {
      const primitive = create();
      expect(primitive.locked()).toBe(false);
      {
        using _held = await primitive.acquire();
        await sleep(1);
        expect(primitive.locked()).toBe(true);
      }
      expect(primitive.locked()).toBe(false);
    });
  });
});

describe("run", () => {
  test("takes nothing but a coroutine", async () => {
    for (const none of [1, () => undefined]) await expect(run(none as never)).rejects.toThrow(CoroutineTypeError);
  });

  test("leaves no task unfinished, and none of its own cancels is counted against main", async () => {
    let left: Task<void> | undefined;
    const result = await run(async () => {
      left = createTask(new AsyncEvent().wait());
      await sleep(0);
      return 123;
    });
    expect([result, left!.cancelled()]).toEqual([123, true]);
  });
});
