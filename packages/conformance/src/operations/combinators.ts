import {
  asCompleted,
  type AsCompleted,
  type Future,
  gather,
  shield,
  staggeredRace,
  wait,
  waitFor,
} from "@heddle/loop-core";
import type { Frame } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Steps } from "../kinds.ts";
import { isInstance } from "../language/exceptions.ts";
import type { Inline, Work } from "../language/grammar.ts";

export const combinatorSteps = {
  gather_start(run: Interpreter, frame: Frame, name: string, work: readonly Work[], returnExceptions = false): void {
    const future = gather(run.allWork(frame, "gather_start", work), { returnExceptions });
    run.scope.register(name, run.scope.unique(name), "future", future);
  },
  shield_start(run: Interpreter, frame: Frame, name: string, work: Work): void {
    const inner = run.work(frame, "shield_start", work);
    if (inner === undefined) return;
    const outer = shield(inner);
    run.scope.register(name, run.scope.unique(name), "future", outer);
  },
};

export const combinatorWaits = {
  *gather(run: Interpreter, frame: Frame, work: readonly Work[], returnExceptions = false): Steps<unknown> {
    const { value } = yield* run.create(() => gather(run.allWork(frame, "gather", work), { returnExceptions }));
    return yield* run.kind.wait(value);
  },

  *wait(
    run: Interpreter,
    frame: Frame,
    work: readonly Work[],
    when: keyof typeof RETURN_WHEN = "ALL",
    timeout: number | null = null,
  ): Steps<string[][]> {
    // A coroutine among them is a mistake that some programs make on purpose.
    const futures = run.allWork(frame, "wait", work) as Future<unknown>[];
    const options = { timeoutMs: timeout ?? undefined, returnWhen: RETURN_WHEN[when] };
    const { done, pending } = yield* run.kind.wait(wait(futures, options));
    return [done, pending].map((set) => [...set].map((future) => run.labelOf(future)));
  },

  *wait_for(run: Interpreter, frame: Frame, work: Work, timeout: number | null): Steps<unknown> {
    const inner = run.work(frame, "wait_for", work);
    return inner === undefined ? null : yield* run.kind.wait(waitFor(inner, timeout));
  },

  *shield(run: Interpreter, frame: Frame, work: Work): Steps<unknown> {
    const inner = run.work(frame, "shield", work);
    if (inner === undefined) return null;
    const { value } = yield* run.create(() => shield(inner));
    return yield* run.kind.wait(value);
  },

  *as_completed(
    run: Interpreter,
    frame: Frame,
    work: readonly Work[],
    timeout: number | null = null,
    mode: "iter" | "aiter" = "iter",
  ): Steps<null> {
    const all = run.allWork(frame, "as_completed", work);
    const completed = asCompleted(all, { timeoutMs: timeout ?? undefined });
    yield* run.kind.call(mode === "iter" ? iterate(run, frame, completed) : iterateAsync(run, frame, completed));
    return null;
  },

  *staggered(run: Interpreter, _frame: Frame, coroutines: readonly Inline[], delay: number | null): Steps<unknown> {
    const race = coroutines.map(({ co, body }) =>
      // The label is taken when the coroutine starts.
      run.kind.coroutine(() => run.coroutineBody(run.scope.unique(co), body)),
    );
    const { winner, exceptions } = yield* run.kind.wait(staggeredRace(race, delay));
    return [winner?.result ?? null, winner?.index ?? null, exceptions];
  },
};

const RETURN_WHEN = { ALL: "ALL_COMPLETED", FIRST: "FIRST_COMPLETED", EXC: "FIRST_EXCEPTION" } as const;

function* iterate(run: Interpreter, frame: Frame, completed: AsCompleted<unknown>): Steps<void> {
  for (const next of completed) {
    let value: unknown;
    try {
      value = yield* run.kind.wait(next);
    } catch (error) {
      if (!isInstance(error, "Exception")) throw error;
      run.emit(frame.label, "ac!", error);
      continue;
    }
    run.emit(frame.label, "ac", value);
  }
}

function* iterateAsync(run: Interpreter, frame: Frame, completed: AsCompleted<unknown>): Steps<void> {
  for (;;) {
    const next = yield* run.kind.wait(completed.next());
    if (next.done === true) return;
    run.emit(frame.label, "ac", run.labelOf(next.value));
  }
}
