import { type Coro, type Running, type Timeout, timeout, timeoutAt } from "@heddle/loop-core";
import type { Frame, Returned } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Steps } from "../kinds.ts";
import type { Body } from "../language/grammar.ts";

export const timeoutSteps = {
  resched(run: Interpreter, frame: Frame, name: string, delay: number | null): void {
    const deadline = find(run, frame, "resched", name);
    deadline?.reschedule(delay === null ? null : run.loop.time() + delay);
  },
  expired: (run: Interpreter, frame: Frame, name: string): boolean | undefined =>
    find(run, frame, "expired", name)?.expired(),
  when: (run: Interpreter, frame: Frame, name: string): number | null | undefined =>
    find(run, frame, "when", name)?.when(),
};

export const timeoutBlocks = {
  timeout: (run: Interpreter, frame: Frame, delay: number | null, body: Body, name?: string): Steps<Returned | null> =>
    block(run, frame, { event: "timeout", body, name }, (inside) => timeout(delay, inside)),
  timeout_at: (
    run: Interpreter,
    frame: Frame,
    when: number | null,
    body: Body,
    name?: string,
  ): Steps<Returned | null> =>
    block(run, frame, { event: "timeout_at", body, name }, (inside) => timeoutAt(when, inside)),
};

function* block(
  run: Interpreter,
  frame: Frame,
  { event, body, name }: { event: string; body: Body; name: string | undefined },
  around: (inside: (deadline: Timeout) => Running<Returned | null>) => Coro<Returned | null>,
): Steps<Returned | null> {
  let expired = (): boolean => false;
  const inside = (deadline: Timeout): Running<Returned | null> => {
    if (name !== undefined) run.scope.timeouts.set(name, deadline);
    expired = () => deadline.expired();
    return run.kind.coroutine(() => run.run(frame, body))() as Running<Returned | null>;
  };
  let returned: Returned | null;
  try {
    returned = yield* run.kind.wait(around(inside));
  } catch (error) {
    run.emit(frame.label, `${event}!`, error);
    throw error;
  }
  run.emit(frame.label, event, expired());
  return returned;
}

function find(run: Interpreter, frame: Frame, operation: string, name: string): Timeout | undefined {
  const deadline = run.scope.timeouts.get(name);
  if (deadline === undefined) run.emit(frame.label, `${operation}?`, name);
  return deadline;
}
