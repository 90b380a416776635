import { type ConcurrentFuture, runCoroutineThreadsafe } from "@heddle/loop-core";
import type { Frame } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Body } from "../language/grammar.ts";

export const threadSteps = {
  rcts(run: Interpreter, _frame: Frame, name: string, body: Body): void {
    const { label, coroutine } = run.coroutine(name, body);
    const future = runCoroutineThreadsafe(coroutine, run.loop);
    run.scope.concurrentFutures.set(name, future);
    future.addDoneCallback((done) => run.emit(`cf:${label}`, "cb", outcomeOf(done)));
  },
  cf_cancel: (run: Interpreter, _frame: Frame, name: string): boolean | undefined =>
    run.scope.concurrentFutures.get(name)?.cancel(),
  cf_state(run: Interpreter, _frame: Frame, name: string): string | undefined {
    const future = run.scope.concurrentFutures.get(name);
    if (future === undefined) return undefined;
    if (future.cancelled()) return "cancelled";
    if (future.done()) return "done";
    return future.running() ? "running" : "pending";
  },
};

function outcomeOf(future: ConcurrentFuture<unknown>): unknown[] {
  if (future.cancelled()) return ["cancelled", null];
  const exception = future.exception();
  return exception === null ? ["result", future.result()] : ["exception", exception];
}
