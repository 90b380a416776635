import type { Frame, Returned } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Steps } from "../kinds.ts";
import type { Body } from "../language/grammar.ts";

export const lockSteps = {
  release(run: Interpreter, _frame: Frame, name: string): void {
    run.objects.lock(name).release();
  },
  locked: (run: Interpreter, _frame: Frame, name: string): boolean => run.objects.lock(name).locked(),
  ev_set(run: Interpreter, _frame: Frame, name: string): void {
    run.objects.event(name).set();
  },
  ev_clear(run: Interpreter, _frame: Frame, name: string): void {
    run.objects.event(name).clear();
  },
  ev_is_set: (run: Interpreter, _frame: Frame, name: string): boolean => run.objects.event(name).isSet(),
  notify(run: Interpreter, _frame: Frame, name: string, count = 1): void {
    run.objects.condition(name).notify(count);
  },
  notify_all(run: Interpreter, _frame: Frame, name: string): void {
    run.objects.condition(name).notifyAll();
  },
  bstate(run: Interpreter, _frame: Frame, name: string): (number | boolean)[] {
    const { parties, waiting, broken } = run.objects.barrier(name);
    return [parties, waiting, broken];
  },
};

export const lockWaits = {
  *acquire(run: Interpreter, _frame: Frame, name: string): Steps<true> {
    yield* run.kind.wait(run.objects.lock(name).acquire());
    return true;
  },
  *ev_wait(run: Interpreter, _frame: Frame, name: string): Steps<true> {
    yield* run.kind.wait(run.objects.event(name).wait());
    return true;
  },
  *cv_wait(run: Interpreter, _frame: Frame, name: string): Steps<true> {
    yield* run.kind.wait(run.objects.condition(name).wait());
    return true;
  },
  *cv_wait_for(run: Interpreter, _frame: Frame, name: string, variable: string, atLeast: number): Steps<true> {
    const predicate = (): boolean => (run.scope.variables.get(variable) ?? 0) >= atLeast;
    yield* run.kind.wait(run.objects.condition(name).waitFor(predicate));
    return true;
  },
  *bwait(run: Interpreter, _frame: Frame, name: string): Steps<number> {
    return yield* run.kind.wait(run.objects.barrier(name).wait());
  },
  *breset(run: Interpreter, _frame: Frame, name: string): Steps<void> {
    yield* run.kind.wait(run.objects.barrier(name).reset());
  },
  *babort(run: Interpreter, _frame: Frame, name: string): Steps<void> {
    yield* run.kind.wait(run.objects.barrier(name).abort());
  },
};

export const lockBlocks = {
  *with(run: Interpreter, frame: Frame, name: string, body: Body): Steps<Returned | null> {
    let returned: Returned | null;
    try {
      returned = yield* run.kind.call(inside(run, frame, name, body));
    } catch (error) {
      run.emit(frame.label, "with!", error);
      throw error;
    }
    run.emit(frame.label, "with-");
    return returned;
  },
};

function* inside(run: Interpreter, frame: Frame, name: string, body: Body): Steps<Returned | null> {
  if (run.objects.isBarrier(name)) {
    const index = yield* run.kind.wait(run.objects.barrier(name).wait());
    run.emit(frame.label, "with+", index);
    return yield* run.kind.call(run.run(frame, body));
  }
  const lock = run.objects.lock(name);
  yield* run.kind.wait(lock.acquire());
  try {
    run.emit(frame.label, "with+");
    return yield* run.kind.call(run.run(frame, body));
  } finally {
    lock.release();
  }
}
