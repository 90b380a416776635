import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  AsyncEvent,
  Barrier,
  Condition,
  createTask,
  type EventLoop,
  Future,
  gather,
  getRunningLoop,
  LifoQueue,
  Lock,
  PriorityQueue,
  Queue,
  Semaphore,
  sleep,
  taskGroup,
  timeout,
  type Timeout,
} from "@heddle/loop-core";
import { behaviour, type Steps, thrownBy, virtualLoop } from "./behaviour.ts";

// What things look like in a log. String() and console.log show the same.

function tick(): void {}
function tock(): void {}

const HERE = /made at .*texts\.test\.ts:\d+:\d+/;

function debugLoop(): EventLoop {
  return virtualLoop({ debug: true });
}

describe("the text of a handle", () => {
  test("has what it calls; cancelled it has forgotten", () => {
    const handle = virtualLoop().callSoon(tick);
    expect([String(handle), inspect(handle)]).toEqual(["<Handle callback tick>", "<Handle callback tick>"]);
    handle.cancel();
    expect(String(handle)).toBe("<Handle cancelled>");
    expect(String(virtualLoop().callSoon(() => {}))).toBe("<Handle callback a function>");
    expect(String(virtualLoop().callSoon(tick.bind(null)))).toBe("<Handle callback bound tick>");
  });

  test("in debug mode has the argument and its origin, too, and keeps them when it is cancelled", () => {
    const handle = debugLoop().callSoon<unknown>(tick, [1, "two"]);
    expect(String(handle)).toMatch(HERE);
    expect(String(handle)).toMatch(/^<Handle callback tick\(\[1, "two"\]\), made at /);
    for (let i = 0; i < 2; i++) {
      handle.cancel();
      expect(String(handle)).toMatch(/^<Handle cancelled, callback tick\(\[1, "two"\]\), made at .*texts\.test\.ts:/);
    }
  });

  test("of a timer has its moment", () => {
    const timer = virtualLoop().callAt(123, tick);
    expect(String(timer)).toBe("<TimerHandle when 123, callback tick>");
    timer.cancel();
    expect(String(timer)).toBe("<TimerHandle when 123, cancelled>");
  });

  test("of a timer in debug mode has its origin, and keeps it when it is cancelled", () => {
    const timer = debugLoop().callAt(123, tick);
    expect(String(timer)).toMatch(/^<TimerHandle when 123, callback tick\(\), made at .*texts\.test\.ts:/);
    timer.cancel();
    expect(String(timer)).toMatch(/^<TimerHandle when 123, cancelled, callback tick\(\), made at .*texts\.test\.ts:/);
  });
});

describe("the text of a future", () => {
  test("has its state, with result or exception, and whom it calls: the first, how many, and the last", () => {
    const loop = virtualLoop();
    const make = (): Future<number> => new Future<number>(loop);
    const [cancelled, result, failed] = [make(), make(), make()];
    cancelled.cancel();
    result.setResult(4);
    failed.setException(new RangeError("broken"));
    expect([make(), cancelled, result, failed].map(String)).toEqual([
      "<Future pending>",
      "<Future cancelled>",
      "<Future result 4>",
      "<Future exception RangeError: broken>",
    ]);
    const called = make();
    called.addDoneCallback(tick);
    expect(String(called)).toBe("<Future pending, calls tick>");
    called.addDoneCallback(tock);
    expect(String(called)).toBe("<Future pending, calls tick, tock>");
    for (let i = 0; i < 8; i++) called.addDoneCallback(tock);
    expect(String(called)).toBe("<Future pending, calls tick, 8 more, tock>");
    called.cancel("late");
    expect([String(called), inspect(called)]).toEqual(['<Future cancelled "late">', '<Future cancelled "late">']);
    const debugged = new Future(debugLoop());
    expect(String(debugged)).toMatch(/^<Future pending, made at /);
    expect(String(debugged)).toMatch(HERE);
    debugged.loop.debug = false;
    expect(String(debugged)).toMatch(HERE);
    expect(String(new Future(debugged.loop))).toBe("<Future pending>");
    loop.setExceptionHandler(() => {});
    loop.close();
  });

  behaviour("comes to an end where futures and tasks hold themselves, or wait in a circle", function* (co) {
    const held = new Future<unknown>();
    held.setResult([held, { held }]);
    expect(String(held)).toBe("<Future result [<Future …>, {…}]>");
    const circle = new Future<void>();
    circle.label = "a circle";
    const task = createTask(
      co(function* (): Steps<void> {
        yield* circle;
      }),
      { name: "inner" },
    );
    circle.components = [task];
    circle.addDoneCallback(task.toString.bind(task));
    yield* sleep(0);
    expect(String(task)).toMatch(/^<Task "inner" .*pending, waits for a circle>$/);
    expect(String(circle)).toBe("<Future pending, stands for a circle, calls bound toString, a function>");
    circle.setResult();
    yield* task;
  });
});

describe("the text of a task", () => {
  behaviour(
    "has its name, its function and its state; whether it is being cancelled, and what it waits for",
    function* (co) {
      const lock = new Lock({ name: "a" });
      yield* lock.acquire();
      const work = co(function* notMuch(): Steps<string> {
        yield* lock.acquire();
        return "abc";
      });
      const named = Object.defineProperty(work, "name", { value: "notMuch" });
      const task = createTask(named, { name: "T" });
      task.addDoneCallback(tick);
      expect(String(task)).toBe('<Task "T" of notMuch pending, waits for its first step, calls tick>');
      yield* sleep(0);
      expect(String(task)).toBe(`<Task "T" of notMuch pending, waits for lock "a" (held by "Task-1"), calls tick>`);
      task.cancel();
      expect(String(task)).toMatch(/^<Task "T" of notMuch cancelling, waits for .*, calls tick>$/);
      yield* thrownBy(task);
      expect(String(task)).toBe('<Task "T" of notMuch cancelled>');
      lock.release();
      const second = createTask(named);
      yield* second;
      expect([String(second), inspect(second)]).toEqual(
        Array(2).fill(`<Task "${second.name}" of notMuch result "abc">`),
      );
    },
  );

  behaviour("has a name that is a string: what is none is turned into one", function* () {
    const task = createTask(sleep(0));
    task.name = { toString: () => "{6}" } as never;
    expect([task.name, String(task)]).toEqual(["{6}", '<Task "{6}" pending, waits for its first step>']);
    yield* task;
  });

  behaviour("takes numbers for names, and none is counted twice for that", function* () {
    const before = Number(createTask(sleep(0)).name.replace("Task-", ""));
    const task = createTask(sleep(0), { name: 987_654_321 as never });
    expect(task.name).toBe("987654321");
    task.name = 123_456_789 as never;
    expect([task.name, createTask(sleep(0)).name]).toEqual(["123456789", `Task-${before + 1}`]);
    yield* sleep(1);
  });
});

describe("the text of", () => {
  behaviour("a lock says whether it is locked, and how many wait", function* () {
    const lock = new Lock();
    expect(String(lock)).toBe("<Lock unlocked>");
    yield* lock.acquire();
    expect(String(lock)).toBe(`<Lock locked by "${getRunningLoop().currentTask!.name}">`);
    const waiter = createTask(lock.acquire());
    yield* sleep(0);
    expect(inspect(lock)).toMatch(/^<Lock locked by ".*", 1 waiting>$/);
    lock.release();
    yield* waiter;
    expect(String(new Lock({ name: "a" }))).toBe('<Lock "a" unlocked>');
  });

  behaviour("an event says whether it is set, and how many wait", function* () {
    const event = new AsyncEvent();
    const waiter = createTask(event.wait());
    expect(String(event)).toBe("<AsyncEvent unset>");
    yield* sleep(0);
    expect(inspect(event)).toBe("<AsyncEvent unset, 1 waiting>");
    event.set();
    yield* waiter;
    expect(String(event)).toBe("<AsyncEvent set>");
  });

  behaviour("a condition says whether its lock is locked, and how many wait", function* () {
    const condition = new Condition();
    expect(String(condition)).toBe("<Condition unlocked>");
    yield* condition.acquire();
    expect(String(condition)).toMatch(/^<Condition locked by "Task-\d+">$/);
    condition.release();
    const waiters = [1, 2].map(() =>
      createTask(function* () {
        yield* condition.acquire();
        yield* condition.wait();
        condition.release();
      }),
    );
    yield* sleep(1);
    expect(inspect(condition)).toBe("<Condition unlocked, 2 waiting>");
    yield* condition.acquire();
    condition.notifyAll();
    condition.release();
    yield* gather(waiters);
  });

  behaviour("a semaphore says how many permits are left, or that it is locked, and how many wait", function* () {
    const semaphore = new Semaphore(2);
    expect(String(semaphore)).toBe("<Semaphore 2 permits left>");
    yield* semaphore.acquire();
    expect(String(semaphore)).toBe("<Semaphore 1 permit left>");
    yield* semaphore.acquire();
    expect(String(semaphore)).toBe("<Semaphore locked>");
    const waiters = [1, 2].map(() => createTask(semaphore.acquire()));
    yield* sleep(0);
    expect(inspect(semaphore)).toBe("<Semaphore locked, 2 waiting>");
    for (const _ of waiters) semaphore.release();
    yield* gather(waiters);
  });

  behaviour("a barrier says what it does, and how many are there", function* () {
    const barrier = new Barrier(3);
    expect(String(barrier)).toBe("<Barrier filling, for 3>");
    const come = (count: number): void =>
      void Array.from({ length: count }, () =>
        createTask(() => barrier.wait()).addDoneCallback((task) => looked(task)),
      );
    come(2);
    yield* sleep(0);
    expect(String(barrier)).toBe("<Barrier filling, 2 of 3 waiting>");
    come(1);
    yield* sleep(0);
    expect(inspect(barrier)).toBe("<Barrier draining, 2 of 3 waiting>");
    yield* sleep(1);
    come(2);
    yield* sleep(0);
    yield* barrier.reset();
    expect(String(barrier)).toBe("<Barrier resetting, 2 of 3 waiting>");
    yield* barrier.abort();
    expect(String(barrier)).toMatch(/^<Barrier broken,/);
    yield* sleep(1);
  });

  for (const make of [Queue, PriorityQueue, LifoQueue] as const) {
    behaviour(`a ${make.name} says how much is in it, and who waits`, function* () {
      const queue = new make<number>(1);
      const is = (text: string): void => expect(String(queue)).toBe(`<${make.name} ${text}>`);
      is("0 of 1");
      const getters = [1, 2].map(() => createTask(queue.get()));
      yield* sleep(0);
      is("0 of 1, 2 getters waiting");
      for (const _ of getters) yield* queue.put(5);
      yield* gather(getters);
      queue.putNowait(1);
      const putter = createTask(queue.put(2));
      yield* sleep(0);
      is("1 of 1, 1 putter waiting, 3 unfinished");
      expect(yield* queue.get()).toBe(1);
      yield* putter;
    });

    behaviour(`a ${make.name} is the same in a sentence and in a log, and shows no item`, function* () {
      const queue = new make<string>();
      queue.putNowait("a secret");
      expect([String(queue), inspect(queue), String([queue])]).toEqual(
        Array(3).fill(`<${make.name} 1 item, 1 unfinished>`),
      );
      yield* sleep(0);
    });

    behaviour(`a ${make.name} says how much is unfinished, if anything is`, function* () {
      const queue = new make<number>();
      expect(String(queue)).toBe(`<${make.name} empty>`);
      for (const item of [1, 2]) yield* queue.put(item);
      for (let i = 0; i < 2; i++) yield* queue.get();
      expect(String(queue)).toBe(`<${make.name} empty, 2 unfinished>`);
      for (let i = 0; i < 2; i++) queue.taskDone();
      expect(String(queue)).toBe(`<${make.name} empty>`);
    });

    behaviour(`a ${make.name} says that it was shut down`, function* () {
      const queue = new make<number>();
      queue.shutdown();
      expect(String(queue)).toBe(`<${make.name} empty, shut down>`);
      yield* sleep(0);
    });
  }

  behaviour("a group says how many tasks it has", function* (co) {
    const texts: string[] = [];
    const group = yield* taskGroup((given) =>
      co(function* () {
        texts.push(String(given));
        given.createTask(sleep(1));
        texts.push(String(given));
        yield* sleep(0);
        return { given };
      })(),
    );
    texts.push(String(group.given));
    expect(texts).toEqual(["<TaskGroup entered>", "<TaskGroup entered, 1 task>", "<TaskGroup not entered>"]);
  });

  test("a loop says whether it runs, and what it has to do", async () => {
    const loop = virtualLoop({ debug: true });
    loop.callLater(5, tick);
    loop.callLater(6, tick);
    expect(inspect(loop)).toBe("<EventLoop not running, 2 timers, debug>");
    expect(await loop.runUntilComplete(async () => String(loop))).toBe("<EventLoop running, 1 task, 2 timers, debug>");
    loop.close();
    expect(String(loop)).toBe("<EventLoop closed, debug>");
  });
});

describe("the text of a deadline", () => {
  behaviour("has its moment while it is active", function* (co) {
    yield* timeout(10_000, (deadline) =>
      co(function* (): Steps<void> {
        expect([String(deadline), inspect(deadline)]).toEqual(
          Array(2).fill(`<Timeout active, when ${deadline.when()}>`),
        );
        yield* sleep(0);
      })(),
    );
  });

  behaviour("says that it has expired, first in the body and then for good", function* (co) {
    let text: string | undefined;
    let deadline: Timeout | undefined;
    const late = timeout(1, (given) =>
      co(function* (): Steps<void> {
        deadline = given;
        try {
          yield* sleep(10);
        } finally {
          text = String(given);
        }
      })(),
    );
    yield* thrownBy(late);
    expect([text, String(deadline)]).toEqual([
      `<Timeout expiring, when ${deadline!.when()}>`,
      `<Timeout expired, when ${deadline!.when()}>`,
    ]);
  });

  behaviour("says that it is finished", function* (co) {
    const { deadline } = yield* timeout(10, (given) =>
      co(function* () {
        yield* sleep(0);
        return { deadline: given };
      })(),
    );
    expect(String(deadline)).toBe(`<Timeout finished, when ${deadline.when()}>`);
  });

  behaviour("says that there is none", function* (co) {
    yield* timeout(null, (deadline) =>
      co(function* (): Steps<void> {
        expect(String(deadline)).toBe("<Timeout active, no deadline>");
        yield* sleep(0);
      })(),
    );
  });
});

function looked(future: Future<unknown>): void {
  if (!future.cancelled()) future.exception();
}
