import { describe, expect, test } from "vitest";
import {
  awaitedBy,
  CancelledError,
  CoroutineTypeError,
  createTask,
  ensureFuture,
  EventLoop,
  type ExceptionContext,
  fromPromise,
  Future,
  gather,
  getRunningLoop,
  InvalidStateError,
  isCoroutine,
  isFuture,
  NoRunningLoopError,
  run,
  shield,
  sleep,
  type Task,
  type TaskGroup,
  taskGroup,
  TimeoutError,
  timeout,
  type Timeout,
  wrapFuture,
} from "@heddle/loop-core";
import { behaviour, type Steps, thrownBy, virtualLoop } from "./behaviour.ts";

// Where CPython's tests ask for something that JavaScript does in another way, or that we do in another way on purpose:
// what we do instead. docs/semantics.md has the reasons.

describe("no loop is set, only running", () => {
  // One that exists, and was the last to run.
  async function idleLoop(): Promise<EventLoop> {
    const loop = virtualLoop();
    await loop.runUntilComplete(sleep(0));
    return loop;
  }

  test("a future without a loop does not take one that exists and does not run", async () => {
    const loop = await idleLoop();
    expect(() => new Future()).toThrow(NoRunningLoopError);
    loop.close();
  });

  test("nor does one that wraps somebody else's", async () => {
    const loop = await idleLoop();
    expect(() => fromPromise(Promise.resolve(1))).toThrow(NoRunningLoopError);
    expect(() => wrapFuture(new DuckFuture(1) as never)).toThrow(NoRunningLoopError);
    loop.close();
  });

  test("nor does shield of a coroutine", async () => {
    const loop = await idleLoop();
    expect(() => shield(() => sleep(0))).toThrow(NoRunningLoopError);
    loop.close();
  });

  test("nor does gather of nothing", async () => {
    const loop = await idleLoop();
    expect(() => gather([])).toThrow(NoRunningLoopError);
    loop.close();
  });

  test("nor does gather of coroutines, and none of them begins", async () => {
    const loop = await idleLoop();
    const begun: number[] = [];
    expect(() => gather([1, 2].map((n) => async () => void begun.push(n)))).toThrow(NoRunningLoopError);
    await loop.runUntilComplete(sleep(1));
    expect(begun).toEqual([]);
    loop.close();
  });

  test("run() makes its loop the running one for its code, and leaves none behind", async () => {
    let inside: EventLoop | undefined;
    const main = run(async () => {
      await sleep(0);
      inside = getRunningLoop();
      return 42;
    });
    expect(() => getRunningLoop()).toThrow(NoRunningLoopError);
    expect(await main).toBe(42);
    expect(inside).toBeInstanceOf(EventLoop);
    expect(() => getRunningLoop()).toThrow(NoRunningLoopError);
  });
});

test("scheduling from outside of the loop, in debug mode, too, wakes a loop that waits: there is but one thread", async () => {
  const loop = new EventLoop({ debug: true });
  const seen: string[] = [];
  setImmediate(() => {
    loop.callSoon(() => seen.push("soon"));
    loop.callLater(0, () => seen.push("later"));
    loop.callAt(loop.time(), () => loop.stop());
  });
  await loop.runForever();
  expect(seen).toEqual(["soon", "later"]);
  loop.close();
});

test("an event of the outside runs its callback once, however often the loop is stopped and run", async () => {
  const loop = new EventLoop();
  let calls = 0;
  fromPromise(Promise.resolve(), loop).addDoneCallback(() => calls++);
  for (let i = 0; i < 3; i++) {
    loop.callSoon(() => loop.stop());
    await loop.runForever();
  }
  expect(calls).toBe(1);
  loop.close();
});

describe("what can't be changed by hand", () => {
  test("whether the exception of a future counts as unseen", () => {
    const future = new Future(virtualLoop());
    expect(() => ((future as { unretrieved: boolean }).unretrieved = true)).toThrow(TypeError);
    expect(future.unretrieved).toBe(false);
  });

  behaviour("whether the exception of a task counts as unseen", function* () {
    const task = createTask(sleep(0));
    expect(() => ((task as { unretrieved: boolean }).unretrieved = true)).toThrow(TypeError);
    yield* task;
    expect(task.unretrieved).toBe(false);
  });

  behaviour("the reason of a cancel: of a future", function* () {
    const future = new Future<void>();
    future.cancel("my message");
    expect(() => ((future as { cancelReason?: string }).cancelReason = "my new message")).toThrow(TypeError);
    expect(yield* thrownBy(future)).toEqual(new CancelledError("my message"));
  });

  behaviour("the reason of a cancel: of a task", function* () {
    const task = createTask(sleep(1));
    task.cancel("my message");
    expect(() => ((task as { cancelReason?: string }).cancelReason = "my new message")).toThrow(TypeError);
    expect(yield* thrownBy(task)).toEqual(new CancelledError("my message"));
  });
});

describe("an exception is a value like any other", () => {
  behaviour("a class that is given to setException is thrown as the class: no instance is made", function* () {
    const future = new Future<void>();
    future.setException(RangeError);
    expect(yield* thrownBy(future)).toBe(RangeError);
    expect(future.exception()).toBe(RangeError);
  });

  behaviour("what a task throws reaches whoever awaits it in a catch as it is: no cause is added", function* (co) {
    const error = new TypeError("of the task");
    let thrown: unknown;
    try {
      throw new RangeError("handled");
    } catch {
      const task = createTask(
        // oxlint-disable-next-line require-yield -- it fails at once
        co(function* (): Steps<void> {
          throw error;
        }),
      );
      thrown = yield* thrownBy(task);
    }
    expect(thrown).toBe(error);
    expect("cause" in error).toBe(false);
  });

  behaviour(
    "what a body throws on its way out of a deadline passes as it is: the causes are not chained",
    function* (co) {
      const error = new RangeError("division by zero");
      let interrupted: unknown;
      let deadline: Timeout | undefined;
      const late = timeout(10, (given) =>
        co(function* (): Steps<void> {
          deadline = given;
          try {
            yield* sleep(1_000);
          } catch (cancellation) {
            interrupted = cancellation;
            throw error;
          }
        })(),
      );
      expect(yield* thrownBy(late)).toBe(error);
      expect([error.cause, deadline!.expired()]).toEqual([undefined, true]);
      expect(interrupted).toBeInstanceOf(CancelledError);
    },
  );
});

describe("what is entered is made for each body", () => {
  behaviour("a deadline that is awaited inside its own body is another one", function* (co) {
    const seen = new Set<Timeout>();
    const work = timeout(10, (deadline) =>
      co(function* (): Steps<void> {
        seen.add(deadline);
        if (seen.size < 2) yield* work;
        yield* sleep(6);
      })(),
    );
    // The inner one has 10 ms from its own beginning; the outer one has less than the 12 ms that both take.
    expect(yield* thrownBy(work)).toBeInstanceOf(TimeoutError);
    expect([...seen].map((deadline) => deadline.expired())).toEqual([true, false]);
  });

  behaviour("a deadline that is awaited twice has its time twice", function* (co) {
    const ends: number[] = [];
    const work = timeout(10, (deadline) =>
      co(function* (): Steps<void> {
        ends.push(deadline.when()!);
        yield* sleep(6);
      })(),
    );
    yield* work;
    yield* work;
    expect(ends[1]! - ends[0]!).toBeCloseTo(6);
  });

  behaviour("a group that is awaited inside its own body is another one, with its own tasks", function* (co) {
    const seen = new Map<TaskGroup, string[]>();
    const ended: string[] = [];
    const work = taskGroup((group) =>
      co(function* (): Steps<void> {
        const depth = seen.size;
        seen.set(group, []);
        group.createTask(sleep(10 - depth)).addDoneCallback(() => ended.push(`task ${depth}`));
        if (seen.size < 2) {
          yield* work;
          ended.push("inner group");
        }
      })(),
    );
    yield* work;
    expect([seen.size, ended]).toEqual([2, ["task 1", "inner group", "task 0"]]);
  });

  behaviour("a group that is awaited twice starts its tasks twice", function* (co) {
    const groups = new Set<TaskGroup>();
    let ended = 0;
    const work = taskGroup((group) =>
      // oxlint-disable-next-line require-yield -- the group waits
      co(function* (): Steps<void> {
        groups.add(group);
        group.createTask(sleep(1)).addDoneCallback(() => ended++);
      })(),
    );
    yield* work;
    yield* work;
    yield* sleep(1);
    expect([groups.size, ended]).toEqual([2, 2]);
  });
});

/** What looks like a future, and is none. */
class DuckFuture {
  readonly #result: unknown;

  constructor(result: unknown) {
    this.#result = result;
  }

  done(): boolean {
    return true;
  }

  cancelled(): boolean {
    return false;
  }

  cancel(): boolean {
    return false;
  }

  result(): unknown {
    return this.#result;
  }

  addDoneCallback(callback: (future: this) => void): void {
    callback(this);
  }

  then(resolve: (value: unknown) => void): void {
    resolve(this.#result);
  }
}

describe("what merely looks like a future", () => {
  behaviour("is none: ensureFuture() takes it for a promise, and refuses it", function* () {
    const duck = new DuckFuture(42);
    expect(isFuture(duck)).toBe(false);
    expect(() => ensureFuture(duck as never)).toThrow(CoroutineTypeError);
    expect(() => ensureFuture(duck as never)).toThrow(/a promise/);
    expect(yield* fromPromise(duck as unknown as PromiseLike<number>)).toBe(42);
  });

  behaviour("is wrapped in a future of the loop, as somebody else's work", function* () {
    const duck = new DuckFuture(42);
    const future = wrapFuture(duck as never);
    expect([future instanceof Future, future.loop === getRunningLoop()]).toEqual([true, true]);
    expect((future as unknown) === duck).toBe(false);
    expect(yield* future).toBe(42);
  });
});

describe("callbacks are taken back by identity: no code runs while they are compared", () => {
  const mischief: [string, (future: Future<void>, callback: () => void) => void][] = [
    ["takes others back", (future, callback) => future.removeDoneCallback(callback)],
    ["takes all back", (future, callback) => [callback, other].forEach((one) => future.removeDoneCallback(one))],
    ["adds more", (future, callback) => future.addDoneCallback(callback)],
  ];
  const other = (): void => {};

  for (const [what, act] of mischief) {
    behaviour(`one that ${what} when it is looked at changes nothing`, function* () {
      const future = new Future<void>();
      let calls = 0;
      const callback = (): void => void calls++;
      future.addDoneCallback(other);
      for (let i = 0; i < 63; i++) future.addDoneCallback(callback);
      const look = (): never => {
        act(future, callback);
        throw new Error("looked at");
      };
      const evil = new Proxy(callback, { get: look, has: look, getPrototypeOf: look, ownKeys: look });
      expect(future.removeDoneCallback(evil)).toBe(0);
      future.setResult();
      yield* sleep(0);
      expect(calls).toBe(63);
    });
  }
});

describe("a coroutine function", () => {
  test("is any function: whether it makes a coroutine shows when it is called", async () => {
    const plain = (): void => {};
    for (const given of [plain, function* () {}, Promise]) expect(isCoroutine(given)).toBe(true);
    const loop = virtualLoop();
    await expect(loop.runUntilComplete(plain as never)).rejects.toThrow(CoroutineTypeError);
    loop.close();
  });

  test("is an async function, too, and what the library's functions return; a promise is none", () => {
    expect([async () => {}, sleep(1), () => sleep(1)].map(isCoroutine)).toEqual([true, true, true]);
    expect([Promise.resolve(), new Future(virtualLoop()), {}, null].map(isCoroutine)).toEqual(Array(4).fill(false));
  });
});

describe("a task that somebody settles by reaching around its class", () => {
  function* working(settle: (task: Task<string>) => void): Steps<{ task: Task<string>; told: ExceptionContext[] }> {
    const told: ExceptionContext[] = [];
    getRunningLoop().setExceptionHandler((context) => told.push(context));
    const task = createTask(function* (): Steps<string> {
      yield* sleep(10);
      return "its own";
    });
    settle(task);
    yield* sleep(20);
    return { task, told };
  }

  behaviour("keeps the result that it was given; what its code returns is reported as too late", function* () {
    const { task, told } = yield* working((given) => Future.prototype.setResult.call(given, "spam"));
    expect(task.result()).toBe("spam");
    expect(told.map(({ error, future }) => [error instanceof InvalidStateError, future === task])).toEqual([
      [true, true],
    ]);
    expect((told[0]!.error as Error).message).toContain(task.name);
  });

  behaviour("keeps its result, too, when its code throws: what was thrown is the cause of the report", function* () {
    const told: ExceptionContext[] = [];
    getRunningLoop().setExceptionHandler((context) => told.push(context));
    const error = new RangeError("of the task");
    const task = createTask(function* (): Steps<string> {
      yield* sleep(1);
      throw error;
    });
    Future.prototype.setResult.call(task, "spam");
    yield* sleep(2);
    expect([task.result(), (told[0]!.error as Error).cause]).toEqual(["spam", error]);
  });

  behaviour("keeps the exception that it was given; what its code returns is reported as too late", function* () {
    const error = new RangeError("from outside");
    const { task, told } = yield* working((given) => Future.prototype.setException.call(given, error));
    expect(task.exception()).toBe(error);
    expect(told.map(({ error, future }) => [error instanceof InvalidStateError, future === task])).toEqual([
      [true, true],
    ]);
  });
});

test("a wait inside an async generator is one of the task that draws from it: the graph shows tasks, not frames", async () => {
  await virtualLoop().runUntilComplete(async () => {
    const future = new Future<number>();
    async function* numbers(): AsyncGenerator<number, void> {
      yield await future;
    }
    const task = createTask(async () => {
      for await (const number of numbers()) return number;
      return 0;
    });
    await sleep(0);
    expect(awaitedBy(future).map((above) => above === task)).toEqual([true]);
    future.setResult(42);
    expect(await task).toBe(42);
  });
});
