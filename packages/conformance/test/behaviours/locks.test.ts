import { describe, expect, test } from "vitest";
import {
  AsyncEvent,
  Barrier,
  BoundedSemaphore,
  BrokenBarrierError,
  CancelledError,
  Condition,
  createTask,
  gather,
  getRunningLoop,
  isCancelled,
  Lock,
  NotHeldError,
  OverReleaseError,
  Semaphore,
  sleep,
  type Task,
  timeout,
  TimeoutError,
  wait,
  WrongLoopError,
} from "@heddle/loop-core";
import { behaviour, type Make, type Steps, thrownBy, virtualLoop } from "./behaviour.ts";

function* turns(count: number): Steps<void> {
  for (let i = 0; i < count; i++) yield* sleep(0);
}

describe("Lock", () => {
  behaviour("is free, taken, and free again", function* () {
    const lock = new Lock();
    expect(lock.locked()).toBe(false);
    yield* lock.acquire();
    expect(lock.locked()).toBe(true);
    lock.release();
    expect(lock.locked()).toBe(false);
  });

  behaviour("can't be released before it was acquired, which changes nothing", function* () {
    const lock = new Lock();
    expect(() => lock.release()).toThrow(NotHeldError);
    yield* lock.acquire();
    lock.release();
    expect(() => lock.release()).toThrow(NotHeldError);
    expect(lock.locked()).toBe(false);
  });

  behaviour("is not given away again when the waiter that has it in hand is cancelled too late", function* (co) {
    const lock = new Lock();
    yield* lock.acquire();
    const [a, b] = [
      createTask(lock.acquire()),
      createTask(co(() => lock.acquire()[Symbol.iterator]() as Steps<unknown>)),
    ];
    yield* sleep(0);
    lock.release();
    yield* turns(2);
    expect([a.done(), a.cancel(), b.done(), lock.locked()]).toEqual([true, false, false, true]);
    lock.release();
    yield* turns(2);
    expect(b.done()).toBe(true);
  });

  behaviour("a waiter that is cancelled leaves the queue, and the lock as it was", function* () {
    const lock = new Lock();
    yield* lock.acquire();
    const waiter = createTask(lock.acquire());
    yield* sleep(0);
    waiter.cancel();
    expect(yield* thrownBy(waiter)).toBeInstanceOf(CancelledError);
    lock.release();
    expect(lock.locked()).toBe(false);
    yield* lock.acquire();
  });
});

describe("AsyncEvent", () => {
  behaviour("is unset, set, and cleared", function* () {
    const event = new AsyncEvent();
    expect(event.isSet()).toBe(false);
    event.set();
    expect(event.isSet()).toBe(true);
    yield* event.wait();
    event.clear();
    expect(event.isSet()).toBe(false);
  });

  behaviour("a waiter that is cancelled leaves it as it was", function* () {
    const event = new AsyncEvent();
    const waiter = createTask(event.wait());
    yield* sleep(1);
    waiter.cancel();
    expect(yield* thrownBy(waiter)).toBeInstanceOf(CancelledError);
    expect(event.isSet()).toBe(false);
    event.set();
    yield* event.wait();
  });

  behaviour("set and cleared in the same step wakes all who waited, and none who come later", function* () {
    const event = new AsyncEvent();
    const before = createTask(event.wait());
    yield* sleep(0);
    event.set();
    event.clear();
    const after = createTask(event.wait());
    yield* turns(3);
    expect([before.done(), after.done(), event.isSet()]).toEqual([true, false, false]);
    after.cancel();
  });
});

describe("Condition", () => {
  const waiters = (co: Make, condition: Condition, seen: number[], count: number): Task<void>[] =>
    Array.from({ length: count }, (_, id) =>
      createTask(
        co(function* () {
          yield* condition.acquire();
          yield* condition.wait();
          seen.push(id);
          condition.release();
        }),
      ),
    );

  function* notify(condition: Condition, count?: number): Steps<void> {
    yield* condition.acquire();
    if (count === undefined) condition.notifyAll();
    else condition.notify(count);
    condition.release();
  }

  behaviour("notify wakes as many as it is told, in the order of waiting; notifying nobody is fine", function* (co) {
    const condition = new Condition();
    yield* notify(condition, 1);
    const seen: number[] = [];
    const tasks = waiters(co, condition, seen, 6);
    yield* sleep(1);
    expect(seen).toEqual([]);
    yield* notify(condition, 1);
    yield* sleep(1);
    expect(seen).toEqual([0]);
    yield* notify(condition, 2);
    yield* sleep(1);
    expect(seen).toEqual([0, 1, 2]);
    yield* notify(condition, 2048);
    yield* gather(tasks);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });

  behaviour("notifyAll wakes all", function* (co) {
    const condition = new Condition();
    const seen: number[] = [];
    const tasks = waiters(co, condition, seen, 3);
    yield* sleep(1);
    yield* notify(condition);
    yield* gather(tasks);
    expect(seen).toEqual([0, 1, 2]);
  });

  behaviour("a waiter that is notified goes on only when it gets the lock, and holds it then", function* (co) {
    const condition = new Condition();
    const seen: number[] = [];
    const [task] = waiters(co, condition, seen, 1);
    yield* sleep(1);
    yield* condition.acquire();
    condition.notify();
    yield* sleep(1);
    expect(seen).toEqual([]);
    condition.release();
    yield* task!;
    expect([seen, condition.locked()]).toEqual([[0], false]);
  });

  behaviour("waiting for what holds already needs no lock; waiting for what does not, does", function* () {
    const condition = new Condition();
    yield* condition.waitFor(() => true);
    expect(yield* thrownBy(condition.waitFor(() => false))).toBeInstanceOf(NotHeldError);
  });

  behaviour("waits on the lock that it was given", function* () {
    const lock = new Lock();
    const condition = new Condition(lock);
    yield* condition.acquire();
    expect([lock.locked(), condition.locked()]).toEqual([true, true]);
    lock.release();
    expect(condition.locked()).toBe(false);
  });

  test("on a lock that belongs to another loop is refused where somebody has to wait", async () => {
    const lock = new Lock();
    await virtualLoop().runUntilComplete(function* () {
      yield* lock.acquire();
      createTask(lock.acquire());
      yield* sleep(1);
    });
    await virtualLoop().runUntilComplete(function* () {
      expect(yield* thrownBy(new Condition(lock).acquire())).toBeInstanceOf(WrongLoopError);
    });
  });

  behaviour("in a block that times out is left without the lock", function* (co) {
    const condition = new Condition();
    const late = timeout(1, () =>
      co(function* () {
        using _held = yield* condition.acquire();
        yield* condition.wait();
      })(),
    );
    expect(yield* thrownBy(late)).toBeInstanceOf(TimeoutError);
    expect(condition.locked()).toBe(false);
  });

  behaviour("a waiter cancelled while it re-acquires gets CancelledError once it has the lock", function* (co) {
    const condition = new Condition();
    let heldAtTheEnd: boolean | undefined;
    const task = createTask(
      co(function* () {
        yield* condition.acquire();
        try {
          yield* condition.wait();
        } finally {
          heldAtTheEnd = condition.locked();
          condition.release();
        }
      }),
    );
    yield* sleep(1);
    yield* condition.acquire();
    condition.notify();
    yield* sleep(1); // it waits for the lock now
    task.cancel("once");
    yield* sleep(1);
    expect(task.done()).toBe(false);
    condition.release();
    expect(yield* thrownBy(task)).toEqual(new CancelledError("once"));
    expect([heldAtTheEnd, condition.locked()]).toEqual([true, false]);
  });

  behaviour(
    "a waiter cancelled before any notification waits for the lock, then throws that very cancellation",
    function* (co) {
      const condition = new Condition();
      const seen: unknown[] = [];
      const task = createTask(
        co(function* () {
          using _held = yield* condition.acquire();
          seen.push(yield* thrownBy(condition.wait()), condition.locked());
        }),
      );
      yield* sleep(1);
      yield* condition.acquire();
      task.cancel("now");
      yield* sleep(1);
      expect([task.done(), seen]).toEqual([false, []]);
      condition.release();
      yield* wait([task]);
      expect([seen, condition.locked()]).toEqual([[new CancelledError("now"), true], false]);
    },
  );

  behaviour("a waiter that fails after it was notified passes the notification on", function* (co) {
    const condition = new Condition();
    let available = 0;
    const consumer = (): Task<void> =>
      createTask(
        co(function* () {
          using _held = yield* condition.acquire();
          yield* condition.waitFor(() => available > 0);
          available--;
        }),
      );
    const [a, b] = [consumer(), consumer()];
    yield* sleep(1);
    yield* condition.acquire();
    available = 1;
    condition.notify();
    yield* sleep(1); // a re-acquires
    a.cancel();
    yield* sleep(1);
    condition.release();
    yield* wait([a]);
    yield* b;
    expect([a.cancelled(), available]).toEqual([true, 0]);
  });
});

describe("Semaphore", () => {
  test("of no permits is locked, one by default is not", () => {
    expect([new Semaphore(0).locked(), new Semaphore().locked()]).toEqual([true, false]);
  });

  behaviour("is locked when its permits are gone, and free when one comes back", function* () {
    const semaphore = new Semaphore(2);
    yield* semaphore.acquire();
    expect(semaphore.locked()).toBe(false);
    yield* semaphore.acquire();
    expect(semaphore.locked()).toBe(true);
    semaphore.release();
    expect(semaphore.locked()).toBe(false);
  });

  behaviour("a waiter that is cancelled takes no permit", function* () {
    const semaphore = new Semaphore(1);
    yield* semaphore.acquire();
    const waiter = createTask(semaphore.acquire());
    yield* sleep(0);
    waiter.cancel();
    expect(yield* thrownBy(waiter)).toBeInstanceOf(CancelledError);
    semaphore.release();
    yield* semaphore.acquire();
    expect(semaphore.locked()).toBe(true);
  });

  behaviour("waiters cancelled after, and before, they were woken hand their permit on", function* () {
    const semaphore = new Semaphore(0);
    const [a, b, c, d] = [1, 2, 3, 4].map(() => createTask(semaphore.acquire()));
    yield* sleep(0);
    semaphore.release();
    semaphore.release();
    a!.cancel();
    b!.cancel();
    yield* turns(3);
    expect([c!.done(), d!.done(), semaphore.locked()]).toEqual([true, true, true]);
    expect([a!.cancelled(), b!.cancelled()]).toEqual([true, true]);
  });

  behaviour("a permit is not lost when the one it was for is cancelled while another waits", function* (co) {
    const semaphore = new Semaphore(1);
    const hold = (delayMs: number): Task<void> =>
      createTask(
        co(function* () {
          using _permit = yield* semaphore.acquire();
          yield* sleep(delayMs);
        }),
      );
    const [a, b] = [hold(1), hold(1)];
    yield* sleep(0);
    getRunningLoop().callLater(1, () => b.cancel()); // in the turn in which a releases
    const c = hold(0);
    yield* gather([a, b, c], { returnExceptions: true });
    expect([a.state, c.state, semaphore.locked()]).toEqual(["result", "result", false]);
  });

  behaviour("a newcomer does not overtake a waiter that was woken, and waits behind it", function* () {
    const semaphore = new Semaphore(1);
    yield* semaphore.acquire();
    const order: string[] = [];
    const enter = (name: string): Task<unknown> => {
      const task = createTask(semaphore.acquire());
      task.addDoneCallback(() => order.push(name));
      return task;
    };
    const a = enter("a");
    yield* sleep(0);
    semaphore.release(); // a is woken, and has not run
    expect(semaphore.locked()).toBe(true);
    const b = enter("b");
    yield* turns(2);
    expect([a.done(), b.done()]).toEqual([true, false]);
    semaphore.release();
    yield* b;
    yield* sleep(0);
    expect(order).toEqual(["a", "b"]);
  });

  behaviour(
    "three releases by a waiter-to-be let three through in order; one's new task runs behind them",
    function* (co) {
      const semaphore = new Semaphore(0);
      const order: number[] = [];
      let fourth!: Task<unknown>;
      const first = createTask(
        co(function* () {
          yield* semaphore.acquire();
          fourth = createTask(
            // oxlint-disable-next-line require-yield -- it has nothing to wait for
            co(function* () {
              order.push(4);
            }),
          );
          order.push(1);
        }),
      );
      const second = createTask(
        co(function* () {
          for (let i = 0; i < 3; i++) semaphore.release();
          expect(semaphore.locked()).toBe(true); // the first one has not run
          yield* semaphore.acquire();
          order.push(2);
        }),
      );
      const third = createTask(
        co(function* () {
          yield* semaphore.acquire();
          expect(semaphore.locked()).toBe(true);
          order.push(3);
        }),
      );
      yield* gather([first, second, third]);
      yield* fourth;
      expect(order).toEqual([1, 2, 3, 4]);
    },
  );

  behaviour("a bounded one can't be released without an acquire, and can with", function* () {
    const semaphore = new BoundedSemaphore(1);
    expect(() => semaphore.release()).toThrow(OverReleaseError);
    yield* semaphore.acquire();
    semaphore.release();
    expect(semaphore.locked()).toBe(false);
  });
});

describe("Barrier", () => {
  const PARTIES = 5;

  test("needs at least one party, and is no awaitable itself", () => {
    for (const parties of [0, -4]) expect(() => new Barrier(parties)).toThrow(RangeError);
    expect("then" in new Barrier(1)).toBe(false);
  });

  const spawn = (co: Make, count: number, body: () => Steps<unknown>): Task<unknown>[] =>
    Array.from({ length: count }, () => createTask(co(body)));

  const states = (barrier: Barrier): unknown[] => [barrier.waiting, barrier.broken];

  behaviour("of one party never waits, however often", function* () {
    const barrier = new Barrier(1);
    for (let i = 0; i < 2; i++) expect(yield* createTask(barrier.wait())).toBe(0);
    expect(states(barrier)).toEqual([0, false]);
  });

  behaviour("counts who waits, one by one, until all have come", function* () {
    const barrier = new Barrier(3);
    const tasks: Task<number>[] = [];
    for (const waiting of [1, 2]) {
      tasks.push(createTask(barrier.wait()));
      yield* sleep(0);
      expect(barrier.waiting).toBe(waiting);
    }
    expect(new Set(yield* gather([...tasks, barrier.wait()]))).toEqual(new Set([0, 1, 2]));
    expect(states(barrier)).toEqual([0, false]);
  });

  behaviour("may be waited at twice by each, with every index once each round", function* (co) {
    const barrier = new Barrier(PARTIES);
    const rounds: number[][] = [[], []];
    yield* gather(
      spawn(co, PARTIES, function* () {
        for (const round of rounds) round.push(yield* barrier.wait());
      }),
    );
    for (const round of rounds) expect([round.length, new Set(round)]).toEqual([5, new Set([0, 1, 2, 3, 4])]);
    expect(states(barrier)).toEqual([0, false]);
  });

  behaviour("counts nobody as waiting while it drains", function* (co) {
    const barrier = new Barrier(PARTIES);
    const waiting: number[] = [];
    yield* gather(
      spawn(co, PARTIES, function* () {
        yield* barrier.wait();
        waiting.push(barrier.waiting);
      }),
    );
    expect(waiting).toEqual([0, 0, 0, 0, 0]);
  });

  behaviour("those who come again while it drains wait for the next round", function* (co) {
    const barrier = new Barrier(PARTIES);
    const others = new Barrier(PARTIES - 2);
    let again = 2;
    const early: unknown[] = [];
    yield* gather(
      spawn(co, PARTIES, function* () {
        yield* barrier.wait();
        if (again-- > 0) {
          yield* barrier.wait();
          early.push("second round");
        } else {
          yield* others.wait(); // only three do: nobody of the second round is let through
          early.push("others");
          yield* barrier.wait();
        }
      }),
    );
    expect(early.slice(0, 3)).toEqual(["others", "others", "others"]);
    expect(states(barrier)).toEqual([0, false]);
  });

  behaviour("a waiter that is cancelled does not break it: the next one takes its place", function* () {
    const barrier = new Barrier(3);
    const [a, b] = [createTask(barrier.wait()), createTask(barrier.wait())];
    yield* sleep(0);
    a.cancel();
    yield* turns(2);
    expect([barrier.waiting, a.cancelled()]).toEqual([1, true]);
    yield* gather([b, barrier.wait(), barrier.wait()]);
    expect(states(barrier)).toEqual([0, false]);
  });

  behaviour("reset and abort with nobody there", function* () {
    const barrier = new Barrier(1);
    yield* barrier.reset();
    expect(states(barrier)).toEqual([0, false]);
    yield* barrier.abort();
    expect(states(barrier)).toEqual([0, true]);
  });

  behaviour("reset throws BrokenBarrierError at all who wait, and leaves it whole", function* (co) {
    const barrier = new Barrier(PARTIES);
    const tasks = spawn(co, PARTIES - 1, () => thrownBy(barrier.wait()));
    yield* sleep(0);
    yield* barrier.reset();
    for (const error of yield* gather(tasks)) expect(error).toBeInstanceOf(BrokenBarrierError);
    expect(states(barrier)).toEqual([0, false]);
  });

  behaviour("reset while some have left and some still drain throws at those who have not", function* (co) {
    const barrier = new Barrier(PARTIES);
    const count = { left: 0, broken: 0 };
    yield* gather(
      spawn(co, PARTIES, function* () {
        if ((yield* thrownBy(barrier.wait())) !== undefined) count.broken++;
        else if (++count.left === 3) yield* barrier.reset();
      }),
    );
    expect(count).toEqual({ left: 3, broken: 2 });
    expect(states(barrier)).toEqual([0, false]);
  });

  behaviour("reset while some drain and some wait for the next round spares the latter", function* (co) {
    const barrier = new Barrier(PARTIES);
    const count = { left: 0, broken: 0, brokenLater: 0 };
    yield* gather(
      spawn(co, PARTIES, function* () {
        if ((yield* thrownBy(barrier.wait())) !== undefined) {
          count.broken++;
          yield* barrier.wait();
          return;
        }
        if (++count.left > 2) {
          yield* barrier.reset();
          yield* barrier.wait();
        } else if ((yield* thrownBy(barrier.wait())) !== undefined) count.brokenLater++;
      }),
    );
    expect(count).toEqual({ left: 3, broken: 2, brokenLater: 0 });
    expect(states(barrier)).toEqual([0, false]);
  });

  behaviour("those whom a reset threw out may wait again in the next round", function* (co) {
    const barrier = new Barrier(PARTIES);
    const count = { broken: 0, passed: 0 };
    const tasks = spawn(co, PARTIES - 1, function* () {
      if ((yield* thrownBy(barrier.wait())) !== undefined) count.broken++;
      yield* barrier.wait();
      count.passed++;
    });
    createTask(barrier.reset());
    yield* sleep(0);
    createTask(barrier.wait());
    yield* gather(tasks);
    expect(count).toEqual({ broken: 4, passed: 4 });
    expect(states(barrier)).toEqual([0, false]);
  });

  behaviour("reset by the last to leave harms nobody who waits for the next round", function* (co) {
    const barrier = new Barrier(PARTIES);
    const count = { left: 0, failed: 0, passed: 0 };
    yield* gather(
      spawn(co, PARTIES, function* () {
        yield* barrier.wait();
        if (++count.left === PARTIES) {
          yield* barrier.reset();
          yield* barrier.wait();
        } else if ((yield* thrownBy(barrier.wait())) !== undefined) count.failed++;
        yield* barrier.wait();
        count.passed++;
      }),
    );
    expect(count).toEqual({ left: 5, failed: 0, passed: 5 });
    expect(states(barrier)).toEqual([0, false]);
  });

  behaviour("abort while some drain and some wait for the next round throws at both", function* (co) {
    const barrier = new Barrier(PARTIES);
    const count = { left: 0, draining: 0, blocked: 0 };
    yield* gather(
      spawn(co, PARTIES, function* () {
        if ((yield* thrownBy(barrier.wait())) !== undefined) count.draining++;
        else if (++count.left > 2) yield* barrier.abort();
        else if ((yield* thrownBy(barrier.wait())) instanceof BrokenBarrierError) count.blocked++;
      }),
    );
    expect(count).toEqual({ left: 3, draining: 2, blocked: 2 });
    expect(states(barrier)).toEqual([0, true]);
  });

  behaviour("abort by one that failed keeps all others out", function* (co) {
    const barrier = new Barrier(PARTIES);
    const count = { passed: 0, broken: 0 };
    yield* gather(
      spawn(co, PARTIES, function* () {
        try {
          if ((yield* barrier.wait()) === 2) yield* barrier.abort();
          else {
            yield* barrier.wait();
            count.passed++;
          }
        } catch (error) {
          if (isCancelled(error)) throw error;
          expect(error).toBeInstanceOf(BrokenBarrierError);
          count.broken++;
        }
      }),
    );
    expect(count).toEqual({ passed: 0, broken: 4 });
    expect(states(barrier)).toEqual([0, true]);
  });

  behaviour("after an abort, a reset that all have agreed on makes it whole", function* (co) {
    const [barrier, agreement] = [new Barrier(PARTIES), new Barrier(PARTIES)];
    const count = { broken: 0, passed: 0 };
    yield* gather(
      spawn(co, PARTIES, function* () {
        try {
          if ((yield* barrier.wait()) === 2) yield* barrier.abort();
          else yield* barrier.wait();
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenBarrierError);
          count.broken++;
        }
        if ((yield* agreement.wait()) === 2) yield* barrier.reset();
        yield* agreement.wait();
        yield* barrier.wait();
        count.passed++;
      }),
    );
    expect(count).toEqual({ broken: 4, passed: 5 });
    expect(states(barrier)).toEqual([0, false]);
  });
});
