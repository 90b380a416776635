import { describe, expect, test } from "vitest";
import {
  CancelledError,
  createTask,
  currentTask,
  ExceptionGroup,
  Future,
  getRunningLoop,
  NoCurrentTaskError,
  shield,
  sleep,
  taskGroup,
  timeout,
  Timeout,
  timeoutAt,
  TimeoutError,
  TimeoutStateError,
  wait,
  waitFor,
} from "@heddle/loop-core";
import { beBusy, behaviour, type Make, type Steps, thrownBy } from "./behaviour.ts";

/** A body under a deadline: what it throws, and the deadline. */
function* under(
  co: Make,
  delayMs: number | null,
  body: (deadline: Timeout) => Steps<unknown>,
): Steps<{ error: unknown; deadline: Timeout }> {
  let deadline!: Timeout;
  const error = yield* thrownBy(
    timeout(delayMs, (given) => {
      deadline = given;
      return co(() => body(given))();
    }),
  );
  return { error, deadline };
}

const sleeping = (ms: number) => (): Steps<void> => sleep(ms)[Symbol.iterator]() as Steps<void>;

describe("timeout", () => {
  behaviour("throws when its deadline passes, relative or absolute, and knows when that was", function* (co) {
    const { error, deadline } = yield* under(co, 10, sleeping(10_000));
    expect(error).toBeInstanceOf(TimeoutError);
    expect([deadline.expired(), deadline.when(), getRunningLoop().time()]).toEqual([true, 10, 10]);
    expect(yield* thrownBy(timeoutAt(20, () => co(sleeping(10_000))()))).toBeInstanceOf(TimeoutError);
    expect(getRunningLoop().time()).toBe(20);
  });

  behaviour(
    "the body finds itself cancelled, the waiter finds a TimeoutError, and is not cancelled itself",
    function* (co) {
      let seen: unknown;
      const task = createTask(
        co(() =>
          under(co, 10, function* () {
            seen = yield* thrownBy(sleep(10_000));
            throw seen;
          }),
        ),
      );
      expect((yield* task).error).toBeInstanceOf(TimeoutError);
      expect([seen instanceof CancelledError, task.cancelled(), task.cancelling()]).toEqual([true, false, 0]);
    },
  );

  behaviour("nested with one deadline: the outer one throws, both have expired", function* (co) {
    let inner: { error: unknown; deadline: Timeout } | undefined;
    const outer = yield* under(co, 10, function* () {
      inner = yield* under(co, 10, sleeping(10_000));
      throw inner.error;
    });
    expect([inner!.error, outer.error]).toEqual([expect.any(CancelledError), expect.any(TimeoutError)]);
    expect([inner!.deadline.expired(), outer.deadline.expired()]).toEqual([true, true]);
  });

  behaviour("that is not needed does nothing; one of null is none", function* (co) {
    for (const delayMs of [10_000, null]) {
      const { error, deadline } = yield* under(co, delayMs, sleeping(10));
      expect([error, deadline.expired()]).toEqual([undefined, false]);
      if (delayMs !== null) expect(deadline.when()).toBeGreaterThan(getRunningLoop().time());
      else expect(deadline.when()).toBe(null);
    }
    expect(yield* timeoutAt(null, () => sleep(10, "done"))).toBe("done");
    expect(getRunningLoop().pendingTimers()).toEqual([]);
  });

  behaviour("of none, or less, ends the body at its first wait, even at sleep(0)", function* (co) {
    for (const delayMs of [0, -11]) {
      for (const waitMs of [0, 10_000]) {
        const { error, deadline } = yield* under(co, delayMs, sleeping(waitMs));
        expect([error instanceof TimeoutError, deadline.expired(), deadline.when()]).toEqual([true, true, delayMs]);
      }
    }
    expect(getRunningLoop().time()).toBe(0);
  });

  behaviour("an error of the body passes, whether the deadline has passed or not", function* (co) {
    const early = yield* under(co, 10, function* () {
      yield* sleep(1);
      throw new RangeError("mine");
    });
    expect([early.error, early.deadline.expired()]).toEqual([new RangeError("mine"), false]);
    const late = yield* under(co, 10, function* () {
      yield* thrownBy(sleep(10_000));
      throw new RangeError("mine");
    });
    expect([late.error, late.deadline.expired()]).toEqual([new RangeError("mine"), true]);
  });

  behaviour("a TimeoutError names the cancellation as its cause", function* (co) {
    const { error } = yield* under(co, 10, sleeping(100));
    expect((error as Error).cause).toBeInstanceOf(CancelledError);
  });

  behaviour("a cancel from elsewhere passes as what it is", function* (co) {
    const runner = createTask(
      co(() =>
        under(co, 10_000, function* () {
          currentTask()!.cancel();
          yield* sleep(10_000);
        }),
      ),
    );
    const { error, deadline } = yield* runner;
    expect([error instanceof CancelledError, deadline.expired()]).toEqual([true, false]);
  });

  behaviour("both deadlines pass while the loop is busy: each throws at its own place", function* (co) {
    let inner: unknown;
    const outer = yield* under(co, 2, function* () {
      ({ error: inner } = yield* under(co, 100, function* () {
        beBusy(10);
        yield* sleep(1_000);
      }));
      throw inner;
    });
    expect([inner, outer.error]).toEqual([expect.any(CancelledError), expect.any(TimeoutError)]);
  });

  behaviour("the inner deadline passes while the loop is busy: the outer one still ends what follows", function* (co) {
    let inner: unknown;
    const outer = yield* under(co, 100, function* () {
      ({ error: inner } = yield* under(co, 10, function* () {
        beBusy(99);
        yield* sleep(1_000);
      }));
      yield* sleep(10_000);
    });
    expect([inner, outer.error]).toEqual([expect.any(TimeoutError), expect.any(TimeoutError)]);
    expect(getRunningLoop().time()).toBe(100);
  });

  behaviour("may be moved by another task, and switched off", function* (co) {
    const given = new Future<{ deadline: Timeout }>(getRunningLoop());
    const task = createTask(
      co(() =>
        under(co, 10, function* (deadline) {
          given.setResult({ deadline });
          yield* sleep(50);
        }),
      ),
    );
    const { deadline } = yield* given;
    expect(deadline.when()).toBe(10);
    deadline.reschedule(30);
    expect(deadline.when()).toBe(30);
    deadline.reschedule(null);
    expect(deadline.when()).toBe(null);
    yield* sleep(40);
    task.cancel();
    expect((yield* task).error).toBeInstanceOf(CancelledError);
    expect(deadline.expired()).toBe(false);
  });

  behaviour("in the clean-up of another one that has expired works as usual", function* (co) {
    let inner: unknown;
    const { error } = yield* under(co, 10, function* () {
      try {
        yield* sleep(1_000);
      } finally {
        ({ error: inner } = yield* under(co, 10, sleeping(10_000)));
      }
    });
    expect([inner, error]).toEqual([expect.any(TimeoutError), expect.any(TimeoutError)]);
    expect(getRunningLoop().time()).toBe(20);
  });

  behaviour("after a cancel that was caught works as usual; a second cancel passes", function* (co) {
    for (const again of [false, true]) {
      const runner = co(function* () {
        currentTask()!.cancel();
        yield* thrownBy(sleep(1_000));
        return (yield* under(co, again ? 1_000 : 0, function* () {
          if (again) currentTask()!.cancel();
          yield* sleep(2_000);
        })).error;
      });
      expect(yield* createTask(runner)).toBeInstanceOf(again ? CancelledError : TimeoutError);
    }
  });

  behaviour("can't be moved when its body has ended, or is about to", function* (co) {
    const finished = yield* under(co, 10, sleeping(0));
    const expired = yield* under(co, 10, sleeping(1_000));
    for (const { deadline } of [finished, expired]) {
      expect(() => deadline.reschedule(1_000)).toThrow(TimeoutStateError);
    }
    const expiring = yield* under(co, 10, function* (deadline) {
      expect(yield* thrownBy(sleep(1_000))).toBeInstanceOf(CancelledError);
      expect(() => deadline.reschedule(1_000)).toThrow("expiring");
    });
    expect(expiring.error).toBeUndefined();
  });

  test("can't be moved before its body runs", () => {
    expect(() => new Timeout(10).reschedule(20)).toThrow(TimeoutStateError);
  });

  behaviour("outside of a task is a named error", function* () {
    const outcome = new Future<unknown>(getRunningLoop());
    getRunningLoop().callSoon(() => {
      timeout(10, () => sleep(0)).then(
        () => outcome.setResult("no error"),
        (error) => outcome.setResult(error),
      );
    });
    expect(yield* outcome).toBeInstanceOf(NoCurrentTaskError);
  });

  behaviour("around a group whose child fails in its clean-up: the group's error is thrown", function* (co) {
    const child = co(function* () {
      yield* thrownBy(sleep(2_000));
      throw new Error("child");
    });
    const { error, deadline } = yield* under(
      co,
      10,
      () =>
        taskGroup((group) =>
          co(function* () {
            group.createTask(child);
            yield* sleep(1_000);
          })(),
        )[Symbol.iterator]() as Steps<void>,
    );
    expect(error).toBeInstanceOf(ExceptionGroup);
    expect([(error as ExceptionGroup).errors, deadline.expired()]).toEqual([[new Error("child")], true]);
  });
});

describe("waitFor", () => {
  // It goes on for `forMs`, whoever cancels it.
  function* stubborn(forMs: number, seen: string[]): Steps<void> {
    const end = getRunningLoop().time() + forMs;
    while (getRunningLoop().time() < end) yield* thrownBy(sleep(end - getRunningLoop().time()));
    seen.push("exited");
  }

  behaviour("lasts until the inner one has ended, when it is cancelled and when its time is over", function* (co) {
    for (const timeoutMs of [50, 400]) {
      const seen: string[] = [];
      const task = createTask(
        waitFor(
          co(() => stubborn(200, seen)),
          timeoutMs,
        ),
      );
      yield* sleep(0);
      if (timeoutMs === 400) task.cancel();
      yield* wait([task]);
      expect(seen).toEqual(["exited"]);
    }
  });

  behaviour("of none or less gives what is there; it cancels a task, and starts no coroutine", function* (co) {
    for (const timeoutMs of [0, -1]) {
      const done = new Future<string>(getRunningLoop());
      done.setResult("done");
      expect(yield* waitFor(done, timeoutMs)).toBe("done");

      let running = false;
      // oxlint-disable-next-line require-yield -- it must not even begin
      const never = co(function* () {
        running = true;
      });
      expect(yield* thrownBy(waitFor(never, timeoutMs))).toBeInstanceOf(TimeoutError);
      expect(running).toBe(false);

      const task = createTask(
        co(function* () {
          running = true;
          try {
            yield* sleep(10);
          } finally {
            running = false;
          }
        }),
      );
      yield* sleep(0);
      expect(running).toBe(true);
      expect(yield* thrownBy(waitFor(task, timeoutMs))).toBeInstanceOf(TimeoutError);
      expect([task.cancelled(), running]).toEqual([true, false]);
    }
  });

  behaviour(
    "cancels a task when its time is over, and waits for its clean-up, however long it has begun",
    function* (co) {
      for (const timeoutMs of [5, 0]) {
        let cleanedUp = false;
        const task = createTask(
          co(function* () {
            try {
              yield* sleep(10_000);
            } catch (error) {
              yield* sleep(5);
              throw error;
            } finally {
              cleanedUp = true;
            }
          }),
        );
        yield* sleep(1);
        const error = (yield* thrownBy(waitFor(task, timeoutMs))) as TimeoutError;
        expect([error, error.cause, cleanedUp]).toEqual([expect.any(TimeoutError), expect.any(CancelledError), true]);
        expect(task.cancelled()).toBe(true);
      }
    },
  );

  behaviour("without a limit waits as long as it takes", function* (co) {
    const done = co(function* () {
      yield* sleep(1_000_000);
      return "done";
    });
    expect(yield* waitFor(done, null)).toBe("done");
  });

  behaviour("gives a result that comes in time, from a callback", function* () {
    const future = new Future<string>(getRunningLoop());
    getRunningLoop().callSoon(() => future.setResult("ok"));
    expect(yield* waitFor(future, 200)).toBe("ok");
    expect(getRunningLoop().pendingTimers()).toEqual([]);
  });

  behaviour("gives what the inner one returns in spite of the cancellation, and throws what it throws", function* (co) {
    const returning = co(function* () {
      yield* thrownBy(sleep(1_000));
      return 42;
    });
    expect(yield* waitFor(returning, 10)).toBe(42);
    const throwing = co(function* () {
      yield* thrownBy(sleep(1_000));
      throw new Error("mine");
    });
    expect(yield* thrownBy(waitFor(createTask(throwing), 10))).toEqual(new Error("mine"));
  });

  behaviour("that is cancelled cancels the inner one, with a limit and without", function* (co) {
    for (const timeoutMs of [null, 60_000]) {
      const never = new Future<void>(getRunningLoop());
      const task = createTask(co(() => never[Symbol.iterator]() as Steps<void>));
      const waiting = createTask(waitFor(task, timeoutMs));
      getRunningLoop().callSoon(() => waiting.cancel());
      expect(yield* thrownBy(waiting)).toBeInstanceOf(CancelledError);
      expect(task.cancelled()).toBe(true);
    }
  });

  behaviour("that is cancelled when the inner one is done already does not swallow it", function* (co) {
    const inner = createTask(
      // oxlint-disable-next-line require-yield -- it is done at once
      co(function* () {
        return "done";
      }),
    );
    let reachedEnd = false;
    const task = createTask(
      co(function* () {
        yield* waitFor(inner, 100);
        yield* sleep(1_000);
        reachedEnd = true;
      }),
    );
    yield* sleep(0);
    task.cancel();
    expect(yield* thrownBy(task)).toBeInstanceOf(CancelledError);
    expect([inner.result(), reachedEnd]).toEqual(["done", false]);
  });

  behaviour("of a shield leaves what it protects running", function* () {
    for (const timeoutMs of [0, 10, null]) {
      const task = createTask(sleep(100, "done"));
      const shielded = shield(task);
      const error = yield* thrownBy(waitFor(shielded, timeoutMs));
      if (timeoutMs === null) expect(error).toBeUndefined();
      else expect([error instanceof TimeoutError, task.done(), shielded.cancelled()]).toEqual([true, false, true]);
      expect(yield* task).toBe("done");
    }
  });
});
