import { describe, expect, test } from "vitest";
import {
  allTasks,
  asCompleted,
  CancelledError,
  ContextVar,
  coro,
  CoroutineTypeError,
  createTask,
  currentTask,
  ensureFuture,
  type ExceptionContext,
  FatalError,
  Future,
  gather,
  getRunningLoop,
  LoopStoppedError,
  NoRunningLoopError,
  shield,
  sleep,
  Task,
  TaskResultError,
  TimeoutError,
  wait,
  WrongLoopError,
} from "@heddle/loop-core";
import { behaviour, type Make, type Steps, thrownBy, virtualLoop } from "./behaviour.ts";

const future = <T = void>(): Future<T> => new Future<T>(getRunningLoop());

const failing = (co: Make, delayMs: number, message: string): (() => Steps<never> | Promise<never>) =>
  co(function* (): Steps<never> {
    yield* sleep(delayMs);
    throw new Error(message);
  });

describe("Task", () => {
  behaviour("is pending until its coroutine returns, then has its result, and never changes", function* (co) {
    const task = createTask(co(() => sleep(1, "ok")[Symbol.iterator]() as Steps<string>));
    expect([task.done(), task.cancelled(), task instanceof Future]).toEqual([false, false, true]);
    yield* task;
    expect([task.done(), task.result(), task.cancel()]).toEqual([true, "ok", false]);
    expect(() => task.setResult("ko")).toThrow(TaskResultError);
    expect(() => task.setException(new Error("ko"))).toThrow(TaskResultError);
    expect(task.result()).toBe("ok");
  });

  behaviour("waits for the future that its coroutine awaits, and gets its very result", function* (co) {
    const [answer, awaited] = [{}, future<object>()];
    let got: unknown;
    const task = createTask(
      co(function* () {
        got = yield* awaited;
      }),
    );
    yield* sleep(0);
    expect(task.waitsFor).toBe("a future");
    awaited.setResult(answer);
    yield* task;
    expect(got).toBe(answer);
    expect(task.result()).toBeUndefined();
  });

  behaviour("that awaits a future of another loop gets a named error", function* (co) {
    const foreign = new Future<void>(virtualLoop());
    const task = createTask(co(() => foreign[Symbol.iterator]() as Steps<void>));
    expect(yield* thrownBy(task)).toBeInstanceOf(WrongLoopError);
  });

  test("of something that is no coroutine is refused at once", () => {
    const loop = virtualLoop();
    for (let i = 0; i < 2; i++) expect(() => loop.createTask(123 as never)).toThrow(CoroutineTypeError);
    loop.close();
  });

  test("is refused by a loop that can't schedule it, and is none of its tasks", () => {
    const loop = virtualLoop();
    loop.callSoon = () => {
      throw new Error("no more callbacks");
    };
    expect(() => loop.createTask(async () => {})).toThrow("no more callbacks");
    expect(loop.allTasks().length).toBe(0);
  });

  test("is a future, by its class", () => {
    expect(Object.getPrototypeOf(Task)).toBe(Future);
  });
});

describe("ensureFuture", () => {
  behaviour("makes a task of a coroutine, of both kinds and of the library", function* (co) {
    for (const coroutine of [co(() => sleep(0, "ok")[Symbol.iterator]() as Steps<string>), sleep(0, "ok")]) {
      const task = ensureFuture(coroutine);
      expect(task).toBeInstanceOf(Task);
      expect(yield* task).toBe("ok");
    }
  });

  behaviour("gives futures and tasks back as they are", function* (co) {
    const given = [future(), createTask(co(() => sleep(0)[Symbol.iterator]() as Steps<void>))];
    for (const item of given) expect(ensureFuture(item)).toBe(item);
    yield* sleep(1);
  });

  test("takes nothing else", () => {
    expect(() => ensureFuture("ok" as never, virtualLoop())).toThrow(CoroutineTypeError);
  });

  test("refuses a future of another loop than the one that is asked for", () => {
    expect(() => ensureFuture(new Future<void>(virtualLoop()), virtualLoop())).toThrow(WrongLoopError);
  });
});

describe("cancelling and uncancel", () => {
  behaviour("count requests up and down, never below none", function* () {
    const task = createTask(sleep(10));
    expect([task.cancelling(), task.cancel(), task.cancelling()]).toEqual([0, true, 1]);
    expect([task.cancel(), task.cancelling()]).toEqual([true, 2]);
    expect([task.uncancel(), task.uncancel(), task.uncancel()]).toEqual([1, 0, 0]);
    task.cancel();
    yield* wait([task]);
    expect(task.cancelled()).toBe(true);
  });

  for (const [name, workMs, deadlineMs, cancelMs, expected] of [
    ["nothing happens", 1, 5, 100, { timedOut: false, finished: true, outer: true, cancelled: false }],
    ["the deadline passes", 9, 5, 100, { timedOut: true, finished: false, outer: true, cancelled: false }],
    ["somebody cancels", 9, 50, 1, { timedOut: false, finished: false, outer: false, cancelled: true }],
    ["both, in the same turn", 9, 5, 5, { timedOut: true, finished: false, outer: false, cancelled: true }],
  ] as const) {
    behaviour(`a structured block takes back its own request only: ${name}`, function* (co) {
      const seen = { timedOut: false, finished: false, outer: false, cancelled: false };
      const body = co(function* () {
        const task = currentTask()!;
        const timer = getRunningLoop().callLater(deadlineMs, () => {
          seen.timedOut = true;
          task.cancel();
        });
        try {
          yield* sleep(workMs);
          seen.finished = true;
        } catch (error) {
          if (!seen.timedOut || task.uncancel() > 0) throw error;
        } finally {
          timer.cancel();
        }
        yield* sleep(1);
        seen.outer = true;
      });
      const task = createTask(body);
      const canceller = getRunningLoop().callLater(cancelMs, () => task.cancel());
      yield* wait([task]);
      canceller.cancel();
      expect({ ...seen, cancelled: task.cancelled() }).toEqual(expected);
    });
  }

  behaviour("uncancel of a task that is already awake withdraws the cancellation: its result comes", function* (co) {
    const awaited = future();
    const task = createTask(
      co(function* () {
        yield* awaited;
        return 42;
      }),
    );
    yield* sleep(0);
    awaited.setResult();
    task.cancel();
    expect([task.cancelling(), task.uncancel()]).toEqual([1, 0]);
    expect(yield* task).toBe(42);
  });
});

describe("cancel", () => {
  behaviour("from a callback ends a sleeping task; after the end it is too late", function* () {
    const task = createTask(sleep(10, 12));
    getRunningLoop().callSoon(() => task.cancel());
    expect(yield* thrownBy(task)).toBeInstanceOf(CancelledError);
    expect([task.done(), task.cancelled(), task.cancel(), getRunningLoop().time()]).toEqual([true, true, false, 0]);
  });

  for (const reason of [undefined, "my message"]) {
    behaviour(`result() and exception() carry the reason (${reason})`, function* () {
      const results = [(task: Task<void>): unknown => task.result(), (task: Task<void>): unknown => task.exception()];
      for (const ask of results) {
        for (const started of [true, false]) {
          const task = createTask(sleep(10));
          if (started) yield* sleep(0);
          task.cancel(reason);
          yield* wait([task]);
          expect(() => ask(task)).toThrow(new CancelledError(reason));
        }
      }
    });
  }

  behaviour("at sleep(0) comes at the next step", function* (co) {
    const task = createTask(
      co(function* () {
        yield* sleep(0);
        yield* sleep(0);
        return 12;
      }),
    );
    yield* sleep(0);
    task.cancel();
    expect(yield* thrownBy(task)).toBeInstanceOf(CancelledError);
    expect([task.cancelled(), task.cancel()]).toEqual([true, false]);
  });

  behaviour("of the awaited future cancels the task; of both, too", function* (co) {
    for (const both of [false, true]) {
      const awaited = future();
      const task = createTask(co(() => awaited[Symbol.iterator]() as Steps<void>));
      yield* sleep(0);
      awaited.cancel();
      if (both) task.cancel();
      expect(yield* thrownBy(task)).toBeInstanceOf(CancelledError);
      expect([awaited.cancelled(), task.cancelled()]).toEqual([true, true]);
    }
  });

  behaviour("cancels the future that the task waits for", function* (co) {
    const awaited = future();
    const task = createTask(co(() => awaited[Symbol.iterator]() as Steps<void>));
    yield* sleep(0);
    task.cancel();
    expect([awaited.cancelled(), task.done()]).toEqual([true, false]);
    expect(yield* thrownBy(task)).toBeInstanceOf(CancelledError);
  });

  behaviour("may be caught: the task goes on, waits again, and returns", function* (co) {
    const [first, second, third] = [future(), future(), future<number>()];
    for (const waitsAgain of [false, true]) {
      const awaited = waitsAgain ? second : first;
      const task = createTask(
        co(function* () {
          try {
            yield* awaited;
          } catch {
            return waitsAgain ? yield* third : 7;
          }
          return 0;
        }),
      );
      yield* sleep(0);
      task.cancel();
      expect(awaited.cancelled()).toBe(true);
      yield* sleep(0);
      if (waitsAgain) third.setResult(42);
      expect([yield* task, task.cancelled(), task.cancelling()]).toEqual([waitsAgain ? 42 : 7, false, 1]);
    }
    expect(third.cancelled()).toBe(false);
  });

  behaviour("by the task itself comes at its next wait, however long; without one, at its end", function* (co) {
    for (const waits of [true, false]) {
      let after = false;
      const task = createTask(
        co(function* () {
          currentTask()!.cancel();
          if (waits) {
            yield* sleep(100);
            after = true;
          }
          return 12;
        }),
      );
      expect(yield* thrownBy(task)).toBeInstanceOf(CancelledError);
      expect([task.cancelled(), after, task.cancel(), getRunningLoop().time()]).toEqual([true, false, false, 0]);
    }
  });

  behaviour("by the task itself reaches the task that it awaits next, and what that awaits", function* (co) {
    const awaited = future();
    let nested!: Task<void>;
    const task = createTask(
      co(function* () {
        nested = createTask(co(() => awaited[Symbol.iterator]() as Steps<void>));
        yield* sleep(0);
        currentTask()!.cancel();
        yield* nested;
      }),
    );
    expect(yield* thrownBy(task)).toBeInstanceOf(CancelledError);
    expect([task.cancelled(), nested.cancelled(), awaited.cancelled()]).toEqual([true, true, true]);
  });

  behaviour("passes through tasks that await tasks, down to the future; nobody's rest is run", function* (co) {
    const awaited = future();
    let proof = 0;
    const inner = createTask(
      co(function* () {
        yield* awaited;
        proof += 1;
      }),
    );
    const outer = createTask(
      co(function* () {
        yield* inner;
        proof += 100;
      }),
    );
    yield* sleep(0);
    outer.cancel();
    expect(yield* thrownBy(outer)).toBeInstanceOf(CancelledError);
    expect([awaited.cancelled(), inner.cancelled(), proof]).toEqual([true, true, 0]);
  });

  behaviour("of a task that waits in wait() does not reach what it waits for", function* (co) {
    const awaited = future();
    let proof = 0;
    const outer = createTask(
      co(function* () {
        const inner = createTask(
          co(function* () {
            yield* awaited;
            proof += 1;
          }),
        );
        yield* wait([inner]);
        proof += 100;
      }),
    );
    yield* sleep(0);
    yield* sleep(0);
    outer.cancel();
    expect(yield* thrownBy(outer)).toBeInstanceOf(CancelledError);
    awaited.setResult();
    yield* sleep(1);
    expect(proof).toBe(1);
  });

  behaviour("of a sleeping task may be answered with another error, which replaces it", function* (co) {
    const task = createTask(
      co(function* () {
        try {
          yield* sleep(100);
        } catch (error) {
          throw new Error("cancelled", { cause: error });
        }
      }),
    );
    yield* sleep(0);
    getRunningLoop().callSoon(() => task.cancel("msg"));
    const error = (yield* thrownBy(task)) as Error;
    expect([error.message, error.cause]).toEqual(["cancelled", new CancelledError("msg")]);
    expect(task.cancelled()).toBe(false);
  });

  test("answered with a fatal error ends the run, and the task has that error", async () => {
    for (const make of [
      (body: () => Steps<void>) => body,
      (body: () => Steps<void>) => async () => {
        const steps = body();
        try {
          await steps.next().value;
        } catch (error) {
          steps.throw(error);
        }
      },
    ]) {
      const loop = virtualLoop();
      const fatal = new FatalError("exit");
      const task = loop.createTask(
        make(function* () {
          try {
            yield* future(); // for ever
          } catch {
            throw fatal;
          }
        }),
      );
      loop.callLater(1, () => task.cancel());
      await expect(loop.runUntilComplete(task)).rejects.toBe(fatal);
      expect([task.done(), task.cancelled(), task.exception()]).toEqual([true, false, fatal]);
      loop.close();
    }
  });
});

describe("a stopped run", () => {
  test("leaves its task unfinished, to be cancelled and run to its end", async () => {
    const loop = virtualLoop();
    let rounds = 0;
    const task = loop.createTask(function* () {
      while (rounds < 10) {
        yield* sleep(100);
        if (++rounds === 2) loop.stop();
      }
    });
    await expect(loop.runUntilComplete(task)).rejects.toThrow(LoopStoppedError);
    expect([task.done(), rounds, loop.time()]).toEqual([false, 2, 200]);
    task.cancel();
    await expect(loop.runUntilComplete(task)).rejects.toThrow(CancelledError);
    loop.close();
  });
});

describe("wait", () => {
  behaviour("waits until all are done; again, it takes no time", function* () {
    const tasks = [createTask(sleep(100)), createTask(sleep(150))];
    for (let i = 0; i < 2; i++) {
      const { done, pending } = yield* wait(tasks);
      expect([done.size, pending.size, getRunningLoop().time()]).toEqual([2, 0, 150]);
    }
  });

  behaviour("until the first is done", function* () {
    const [slow, quick] = [createTask(sleep(10_000)), createTask(sleep(100))];
    const { done, pending } = yield* wait([slow, quick], { returnWhen: "FIRST_COMPLETED" });
    expect([done.has(quick), pending.has(slow), getRunningLoop().time()]).toEqual([true, true, 100]);
    slow.cancel();
  });

  behaviour("until the first exception, which may be there before", function* (co) {
    for (const delayMs of [0, 10]) {
      const began = getRunningLoop().time();
      const [slow, broken] = [createTask(sleep(10_000)), createTask(failing(co, delayMs, "broken"))];
      const { done, pending } = yield* wait([slow, broken], { returnWhen: "FIRST_EXCEPTION" });
      expect([done.has(broken), pending.has(slow)]).toEqual([true, true]);
      expect(getRunningLoop().time() - began).toBe(delayMs);
      slow.cancel();
    }
  });

  behaviour("counts as done what ended before the waiter was resumed", function* (co) {
    const a = createTask(sleep(0));
    const b = createTask(
      co(function* () {
        yield* sleep(0);
        yield* sleep(0);
      }),
    );
    const { done } = yield* createTask(wait([b, a], { returnWhen: "FIRST_COMPLETED" }));
    expect([done.has(a), done.has(b)]).toEqual([true, true]);
  });

  behaviour("throws no exception of those it waits for", function* (co) {
    const tasks = [createTask(sleep(100)), createTask(failing(co, 150, "really"))];
    for (let i = 0; i < 2; i++) {
      const { done } = yield* wait(tasks);
      expect([...done].filter((task) => task.exception() !== null).length).toBe(1);
      expect(getRunningLoop().time()).toBe(150);
    }
  });

  behaviour("stops at its timeout; one that is done at that very moment is done", function* () {
    for (const [timeoutMs, done] of [
      [110, 1],
      [100, 1],
      [99, 0],
    ] as const) {
      const began = getRunningLoop().time();
      const tasks = [createTask(sleep(150)), createTask(sleep(100))];
      const outcome = yield* createTask(wait(tasks, { timeoutMs }));
      expect([outcome.done.size, outcome.pending.size, getRunningLoop().time() - began]).toEqual([
        done,
        2 - done,
        timeoutMs,
      ]);
      for (const task of tasks) task.cancel();
      yield* sleep(1);
    }
  });

  behaviour("takes any iterable, also one that makes its tasks on the way", function* () {
    function* tasks(): Generator<Task<number>> {
      for (let i = 0; i < 10; i++) yield createTask(sleep(0, i));
    }
    const { done, pending } = yield* wait(tasks());
    expect([done.size, pending.size]).toEqual([10, 0]);
    expect((yield* wait([...done].values())).done.size).toBe(10);
  });

  behaviour("takes no coroutine, nothing else, and needs at least one", function* () {
    const refused: [unknown, unknown][] = [
      [[], {}],
      [[sleep(1)], {}],
      [[future()], { returnWhen: -1 }],
      [future(), {}],
    ];
    for (const [given, options] of refused) {
      expect(yield* thrownBy(wait(given as Future<void>[], options as object))).toBeInstanceOf(Error);
    }
  });
});

describe("asCompleted", () => {
  behaviour("hands out results in the order in which they come, and keeps it when time leaps", function* () {
    const got: string[] = [];
    for (const next of asCompleted([sleep(10, "b"), sleep(150, "c"), sleep(5, "a")])) got.push(yield* next);
    expect([got, getRunningLoop().time()]).toEqual([["a", "b", "c"], 150]);
  });

  behaviour("iterated asynchronously gives the futures that were given, and tasks of the coroutines", function* (co) {
    const tasks = [createTask(sleep(1, "b")), createTask(sleep(3, "d"))];
    const iteration = asCompleted<string>([
      tasks[0]!,
      tasks[1]!,
      co(() => sleep(2, "c")[Symbol.iterator]() as Steps<string>),
      sleep(0, "a"),
    ]);
    const got: [string, boolean][] = [];
    for (let step = yield* iteration.next(); step.done !== true; step = yield* iteration.next()) {
      got.push([step.value.result(), tasks.includes(step.value as Task<string>)]);
    }
    expect(got).toEqual([
      ["a", false],
      ["b", true],
      ["c", false],
      ["d", true],
    ]);
  });

  behaviour("with a timeout that passes throws at each that is left; one that does not, does nothing", function* () {
    const tasks = [createTask(sleep(100, "a")), createTask(sleep(150, "b"))];
    const seen: unknown[] = [];
    for (const next of asCompleted(tasks, { timeoutMs: 120 })) seen.push((yield* thrownBy(next)) ?? "a result");
    expect(seen).toEqual(["a result", expect.any(TimeoutError)]);
    expect(getRunningLoop().time()).toBe(120);
    const quick = asCompleted([sleep(10, "a")], { timeoutMs: 1_000 });
    for (const next of quick) expect(yield* next).toBe("a");
    expect([getRunningLoop().time(), getRunningLoop().pendingTimers().length]).toEqual([130, 1]); // b's own
    yield* wait(tasks);
  });

  behaviour("may be left and iterated again: it goes on where it was", function* () {
    const all = asCompleted([1, 2, 3, 4].map((i) => sleep(i, i)));
    const got: number[] = [];
    for (const next of all) {
      got.push(yield* next);
      if (got.length === 2) break;
    }
    for (const next of all) got.push(yield* next);
    expect(got).toEqual([1, 2, 3, 4]);
  });

  behaviour(
    "what it hands out may be awaited in any order, and at the same time: the first asked is the first done",
    function* (co) {
      const [first, second] = asCompleted([sleep(50, "late"), sleep(10, "early")]);
      expect([yield* second!, yield* first!]).toEqual(["early", "late"]);
      const handedOut = [...asCompleted([sleep(5, "a"), sleep(5, "b")])];
      const tasks = handedOut.map((next) => createTask(co(() => next[Symbol.iterator]() as Steps<string>)));
      expect(yield* gather(tasks)).toEqual(["a", "b"]);
    },
  );

  behaviour("runs once what it is given twice", function* (co) {
    let runs = 0;
    // oxlint-disable-next-line require-yield -- it has nothing to wait for
    const work = co(function* () {
      return ++runs;
    });
    const got: number[] = [];
    for (const next of asCompleted([work, work, sleep(1, 0)])) got.push(yield* next);
    expect(got).toEqual([1, 0]);
  });

  test("of coroutines needs a running loop, and an iterable", () => {
    expect(() => asCompleted([sleep(1)])).toThrow(NoRunningLoopError);
    expect(() => asCompleted(new Future<void>(virtualLoop()) as never)).toThrow();
  });

  behaviour("takes no single future or coroutine", function* () {
    for (const given of [future(), sleep(1)]) {
      const refused = coro(function* () {
        yield* sleep(0);
        for (const next of asCompleted(given as never)) yield* next;
      });
      expect(yield* thrownBy(refused)).toBeInstanceOf(Error);
    }
  });
});

describe("sleep", () => {
  behaviour("takes its time and gives what it was given", function* (co) {
    const twice = co(function* () {
      yield* sleep(50);
      return yield* sleep(50, "yeah");
    });
    expect([yield* createTask(twice), getRunningLoop().time()]).toEqual(["yeah", 100]);
  });

  behaviour("that is cancelled takes its timer with it", function* () {
    const task = createTask(sleep(10_000, "yeah"));
    yield* sleep(0);
    const [timer] = getRunningLoop().pendingTimers();
    expect(timer!.cancelled).toBe(false);
    task.cancel();
    yield* sleep(0);
    expect([timer!.cancelled, task.cancelled(), getRunningLoop().pendingTimers()]).toEqual([true, true, []]);
  });

  behaviour("of NaN milliseconds is an error, without a timer", function* () {
    expect(yield* thrownBy(sleep(Number.NaN))).toBeInstanceOf(RangeError);
    expect(getRunningLoop().pendingTimers()).toEqual([]);
  });

  behaviour("of none lets callbacks run in between, one turn each", function* () {
    let result = 0;
    getRunningLoop().callSoon(() => result++);
    yield* sleep(0);
    expect(result).toBe(1);
    for (let i = 0; i < 9; i++) {
      getRunningLoop().callSoon(() => result++);
      yield* sleep(0);
    }
    expect(result).toBe(10);
  });
});

describe("the current task", () => {
  test("is none outside of a loop, and in what runs without a task", async () => {
    expect(currentTask()).toBe(null);
    const loop = virtualLoop();
    let inCallback: unknown = "unseen";
    loop.callSoon(() => {
      inCallback = currentTask();
      loop.stop();
    });
    await loop.runForever();
    expect([inCallback, currentTask()]).toEqual([null, null]);
  });

  behaviour("is each task's own, whatever runs in between", function* (co) {
    const [a, b] = [future(), future()];
    const work = (mine: Future<void>, other: Future<void>, name: string): Task<void> =>
      createTask(
        co(function* () {
          const self = currentTask();
          expect(self?.name).toBe(name);
          other.setResult();
          yield* mine;
          expect(currentTask()).toBe(self);
          yield* sleep(1);
          expect(currentTask()).toBe(self);
        }),
        { name },
      );
    yield* gather([work(a, b, "a"), work(b, a, "b")]);
    expect(currentTask()?.name).toBe("Task-1");
  });
});

describe("shield", () => {
  behaviour("passes on result, exception, and the cancellation of what it protects", function* () {
    const [result, exception, cancelled] = [future<number>(), future<number>(), future<number>()];
    const shields = [result, exception, cancelled].map((inner) => shield(inner));
    result.setResult(42);
    exception.setException(new Error("broken"));
    cancelled.cancel();
    expect(yield* shields[0]!).toBe(42);
    expect(yield* thrownBy(shields[1]!)).toEqual(new Error("broken"));
    expect(yield* thrownBy(shields[2]!)).toBeInstanceOf(CancelledError);
    expect(shields[2]!.cancelled()).toBe(true);
  });

  behaviour("that is cancelled leaves the inner one as it is, with nothing said about a result", function* () {
    const told = tellTales();
    const inner = future<number>();
    const outer = shield(inner);
    yield* sleep(0);
    outer.cancel();
    yield* sleep(0);
    expect([outer.cancelled(), inner.done()]).toEqual([true, false]);
    inner.setResult(1);
    yield* sleep(1);
    expect(told).toEqual([]);
  });

  behaviour("that is cancelled reports a later exception of the inner one, once for several shields", function* () {
    const told = tellTales();
    const inner = future<number>();
    const outer = [shield(inner), shield(inner)];
    for (const one of outer) one.cancel();
    yield* sleep(0);
    inner.setException(new Error("lost"));
    yield* sleep(1);
    expect(told.map(({ message, error }) => [message, error])).toEqual([
      ["Exception in a shielded future", new Error("lost")],
    ]);
    expect(told[0]!.future).toBe(inner);
  });

  behaviour("of what is done is that itself", function* () {
    const inner = future<string>();
    inner.setResult("done");
    const outer = shield(inner);
    expect(outer).toBe(inner);
    expect(yield* outer).toBe("done");
  });

  behaviour("lets its waiter be cancelled, and the work go on", function* (co) {
    let proof = 0;
    const awaited = future();
    const inner = createTask(
      co(function* () {
        yield* awaited;
        proof += 1;
      }),
    );
    const outer = createTask(
      co(function* () {
        yield* shield(inner);
        proof += 100;
      }),
    );
    yield* sleep(0);
    outer.cancel();
    expect(yield* thrownBy(outer)).toBeInstanceOf(CancelledError);
    awaited.setResult();
    yield* inner;
    expect(proof).toBe(1);
  });

  behaviour("around a gather protects all of it; inside one, each of its own", function* () {
    const children = [future<number>(), future<number>()];
    const parent = gather(children);
    const outer = shield(parent);
    yield* sleep(0);
    outer.cancel();
    yield* sleep(0);
    expect(outer.cancelled()).toBe(true);
    for (const [index, child] of children.entries()) child.setResult(index);
    expect(yield* parent).toEqual([0, 1]);

    const protectedOnes = [future<number>(), future<number>()];
    const shields = protectedOnes.map((child) => shield(child));
    const gathered = gather(shields);
    yield* sleep(0);
    gathered.cancel();
    yield* sleep(0);
    yield* sleep(0);
    expect(gathered.exception()).toBeInstanceOf(CancelledError);
    expect(shields.map((one) => one.cancelled())).toEqual([true, true]);
    expect(protectedOnes.map((child) => child.done())).toEqual([false, false]);
  });

  test("of a coroutine needs a running loop", async () => {
    expect(() => shield(sleep(1))).toThrow(NoRunningLoopError);
    await virtualLoop().runUntilComplete(function* () {
      expect(yield* shield(sleep(1, 42))).toBe(42);
    });
  });

  function tellTales(): ExceptionContext[] {
    const told: ExceptionContext[] = [];
    getRunningLoop().setExceptionHandler((context) => told.push(context));
    return told;
  }
});

describe("gather", () => {
  behaviour("gives results in the order of arguments, not of coming", function* () {
    const [a, b, c] = [future<number>(), future<number>(), future<number>()];
    const all = gather([a, b, c]);
    b.setResult(1);
    c.setResult(2);
    yield* sleep(0);
    yield* sleep(0);
    expect(all.done()).toBe(false);
    a.setResult(3);
    expect(yield* all).toEqual([3, 1, 2]);
  });

  behaviour("throws the first exception at once, in spite of results before and after", function* () {
    const [a, b, c] = [future<number>(), future<number>(), future<number>()];
    const all = gather([a, b, c]);
    a.setResult(0);
    b.setException(new Error("first"));
    expect(yield* thrownBy(all)).toEqual(new Error("first"));
    expect(c.done()).toBe(false);
    c.setException(new Error("second"));
    yield* sleep(1);
    expect(c.unretrieved).toBe(false); // nobody else would look at it
  });

  behaviour("puts exceptions and cancellations in their places where asked", function* () {
    const futures = [future<number>(), future<number>(), future<number>(), future<number>()];
    const all = gather(futures, { returnExceptions: true });
    futures[0]!.setResult(0);
    futures[1]!.setException(new Error("one"));
    futures[2]!.cancel();
    yield* sleep(1);
    expect(all.done()).toBe(false);
    futures[3]!.setException(new Error("three"));
    expect(yield* all).toEqual([0, new Error("one"), new CancelledError(""), new Error("three")]);
  });

  behaviour("a cancelled child is a CancelledError for all, though the whole is not cancelled", function* () {
    const [a, b, c] = [future<number>(), future<number>(), future<number>()];
    const all = gather([a, b, c]);
    a.setResult(0);
    b.cancel();
    expect(yield* thrownBy(all)).toBeInstanceOf(CancelledError);
    expect([all.cancelled(), all.exception() instanceof CancelledError, c.done()]).toEqual([false, true, false]);
  });

  behaviour("of nothing is an empty list at once, and of futures is a future of their loop", function* () {
    expect(yield* gather([])).toEqual([]);
    expect(gather([]).loop).toBe(getRunningLoop());
    const of = gather([future(), future()]);
    expect([of.loop, of.done()]).toEqual([getRunningLoop(), false]);
  });

  test("of futures needs no running loop; of nothing, or of coroutines, it does", () => {
    const loop = virtualLoop();
    expect(gather([new Future<void>(loop), new Future<void>(loop)]).loop).toBe(loop);
    expect(() => gather([])).toThrow(NoRunningLoopError);
    expect(() => gather([sleep(1)])).toThrow(NoRunningLoopError);
  });

  test("of futures of several loops is refused", () => {
    const futures = [new Future<void>(virtualLoop()), new Future<void>(virtualLoop())];
    expect(() => gather(futures)).toThrow(WrongLoopError);
  });

  behaviour("runs once what it is given twice, and gives its result in each place", function* (co) {
    let runs = 0;
    // oxlint-disable-next-line require-yield -- it has nothing to wait for
    const work = co(function* () {
      return ++runs;
    });
    const other = sleep(0, "other");
    expect(yield* gather([work, other, work, other])).toEqual([1, "other", 1, "other"]);
  });

  behaviour("a cancel of its waiter reaches every child, down to what they wait for", function* (co) {
    let proof = 0;
    const waiter = future();
    const child = (): (() => Steps<void> | Promise<void>) =>
      co(function* () {
        yield* waiter;
        proof += 1;
      });
    const [first, second] = [createTask(child()), createTask(child())];
    const gatherer = createTask(
      co(function* () {
        yield* gather([first, second]);
        proof += 100;
      }),
    );
    yield* sleep(0);
    yield* sleep(0);
    expect(gatherer.cancel()).toBe(true);
    expect(yield* thrownBy(gatherer)).toBeInstanceOf(CancelledError);
    expect([waiter.cancelled(), first.cancelled(), second.cancelled(), proof]).toEqual([true, true, true, 0]);
    expect(gatherer.cancel()).toBe(false);
  });

  behaviour("can be cancelled only while a child is not done", function* () {
    const child = future<number>();
    const all = gather([child]);
    child.setResult(1);
    expect([all.cancel(), yield* all]).toEqual([false, [1]]);
  });

  for (const reason of [undefined, "my message"]) {
    behaviour(`a cancel with returnExceptions is a CancelledError all the same (${reason})`, function* (co) {
      const task = createTask(
        co(function* () {
          for (;;) yield* gather([sleep(50)], { returnExceptions: true });
        }),
      );
      yield* sleep(210);
      task.cancel(reason);
      expect(yield* thrownBy(task)).toEqual(new CancelledError(reason));
    });
  }

  behaviour("counts a later exception of a sibling as seen", function* (co) {
    const [one, two] = [createTask(failing(co, 1, "one")), createTask(failing(co, 2, "two"))];
    expect(yield* thrownBy(gather([one, two]))).toEqual(new Error("one"));
    yield* sleep(5);
    expect([one.unretrieved, two.unretrieved]).toEqual([false, false]);
  });

  behaviour("with something that is no coroutine throws; what it had begun harms nobody", function* () {
    const told: unknown[] = [];
    getRunningLoop().setExceptionHandler((context) => told.push(context));
    expect(() => gather([sleep(0, "abc"), {} as never])).toThrow(CoroutineTypeError);
    yield* sleep(1);
    expect(told).toEqual([]);
  });
});

describe("context variables", () => {
  behaviour("a hundred tasks at the same time keep a value each", function* (co) {
    const variable = new ContextVar("variable", -1);
    const tasks = Array.from({ length: 100 }, (_, id) =>
      createTask(
        co(function* () {
          for (let i = 0; i < 10; i++) {
            variable.set(id + i);
            yield* sleep(1 + ((id * 7 + i * 13) % 50));
            expect(variable.get()).toBe(id + i);
          }
        }),
      ),
    );
    yield* gather(tasks);
    expect(variable.get()).toBe(-1);
  });

  behaviour(
    "what a done callback sets does not reach the task; what the task sets stays across its waits",
    function* () {
      const variable = new ContextVar("variable", "nope");
      for (const value of ["a", "b"]) {
        const awaited = future();
        awaited.addDoneCallback(() => variable.set("something else"));
        variable.set(value);
        getRunningLoop().callSoon(() => awaited.setResult());
        yield* awaited;
        expect(variable.get()).toBe(value);
        yield* sleep(1);
        expect(variable.get()).toBe(value);
      }
    },
  );
});

describe("createTask", () => {
  behaviour("takes a name, or counts", function* () {
    const [named, counted] = [createTask(sleep(0), { name: "new name" }), createTask(sleep(0))];
    expect([named.name, counted.name]).toEqual(["new name", "Task-2"]);
    counted.name = "later";
    expect(counted.name).toBe("later");
    expect(allTasks().length).toBe(3);
    yield* gather([named, counted]);
  });
});
