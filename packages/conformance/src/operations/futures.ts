import { Future } from "@heddle/loop-core";
import type { Frame } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import { makeException } from "../language/exceptions.ts";
import type { ExceptionSpec, Json, SyncOperation } from "../language/grammar.ts";

export const futureSteps = {
  future(run: Interpreter, _frame: Frame, name: string): void {
    run.scope.register(name, run.scope.unique(name), "future", new Future(run.loop));
  },
  state(run: Interpreter, frame: Frame, name: string): string | undefined {
    const future = run.future(frame, "state", name);
    return future === undefined ? undefined : stateOf(future);
  },
  result(run: Interpreter, frame: Frame, name: string): unknown {
    const future = run.future(frame, "result", name);
    return future === undefined ? undefined : (future.result() ?? null);
  },
  exception(run: Interpreter, frame: Frame, name: string): unknown {
    const future = run.future(frame, "exception", name);
    return future === undefined ? undefined : (future.exception() ?? null);
  },
  set_result(run: Interpreter, frame: Frame, name: string, value: Json = null): void {
    run.future(frame, "set_result", name)?.setResult(value);
  },
  set_exception(run: Interpreter, frame: Frame, name: string, ...exception: ExceptionSpec): void {
    run.future(frame, "set_exception", name)?.setException(makeException(exception));
  },
  add_cb(run: Interpreter, frame: Frame, name: string, label: string, operations: readonly SyncOperation[] = []): void {
    const future = run.future(frame, "add_cb", name);
    if (future === undefined) return;
    const callback = (done: Future<unknown>): void => {
      run.emit(label, "cb", [run.labelOf(done), stateOf(done)]);
      run.runCallback(label, operations);
    };
    run.scope.callbacks.set(label, callback);
    future.addDoneCallback(callback);
  },
  rm_cb(run: Interpreter, frame: Frame, name: string, label: string): number | undefined {
    const callback = run.scope.callbacks.get(label);
    return run.future(frame, "rm_cb", name)?.removeDoneCallback(callback ?? ((): void => {}));
  },
};

function stateOf(future: Future<unknown>): string {
  if (!future.done()) return "pending";
  return future.cancelled() ? "cancelled" : "done";
}
