import { type Handle, TimerHandle } from "@heddle/loop-core";
import type { Frame } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import type { SyncOperation } from "../language/grammar.ts";

type Operations = readonly SyncOperation[];

export const handleSteps = {
  call_soon(run: Interpreter, _frame: Frame, name: string, operations: Operations): void {
    schedule(run, name, operations, (callback) => run.loop.callSoon(callback));
  },
  call_soon_ts(run: Interpreter, _frame: Frame, name: string, operations: Operations): void {
    schedule(run, name, operations, (callback) => run.loop.callSoonThreadsafe(callback));
  },
  call_later(run: Interpreter, _frame: Frame, name: string, delay: number, operations: Operations): void {
    schedule(run, name, operations, (callback) => run.loop.callLater(delay, callback));
  },
  call_at(run: Interpreter, _frame: Frame, name: string, when: number, operations: Operations): void {
    schedule(run, name, operations, (callback) => run.loop.callAt(when, callback));
  },
  hcancel(run: Interpreter, frame: Frame, name: string): void {
    handle(run, frame, "hcancel", name)?.cancel();
  },
  hcancelled: (run: Interpreter, frame: Frame, name: string): boolean | undefined =>
    handle(run, frame, "hcancelled", name)?.cancelled,
  hwhen(run: Interpreter, frame: Frame, name: string): number | undefined {
    const timer = handle(run, frame, "hwhen", name);
    return timer instanceof TimerHandle ? timer.when : undefined;
  },
};

function schedule(
  run: Interpreter,
  name: string,
  operations: Operations,
  call: (callback: () => void) => Handle,
): void {
  const label = run.scope.unique(name);
  const callback = (): void => {
    run.emit(label, "run");
    run.runCallback(label, operations);
  };
  run.scope.handles.set(name, call(callback));
}

function handle(run: Interpreter, frame: Frame, operation: string, name: string): Handle | undefined {
  const found = run.scope.handles.get(name);
  if (found === undefined) run.emit(frame.label, `${operation}?`, name);
  return found;
}
