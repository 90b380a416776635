import { currentTask, sleep, Task } from "@heddle/loop-core";
import type { Frame } from "../frame.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Steps } from "../kinds.ts";
import type { Body, Json } from "../language/grammar.ts";

export const taskSteps = {
  spawn(run: Interpreter, _frame: Frame, name: string, body: Body, options: { eager?: boolean } = {}): void {
    run.spawn(name, body, options.eager === undefined ? {} : { eagerStart: options.eager });
  },
  cancel: (run: Interpreter, frame: Frame, name: string, message?: string | null): boolean | undefined =>
    run.future(frame, "cancel", name)?.cancel(message ?? undefined),
  uncancel: (run: Interpreter, frame: Frame, name?: string | null): number | undefined =>
    taskOrCurrent(run, frame, "uncancel", name)?.uncancel(),
  cancelling: (run: Interpreter, frame: Frame, name?: string | null): number | undefined =>
    taskOrCurrent(run, frame, "cancelling", name)?.cancelling(),
  current(run: Interpreter): string | null {
    const task = currentTask();
    return task === null ? null : run.labelOf(task);
  },
  all(run: Interpreter): string[] {
    const unfinished = new Set(run.loop.allTasks());
    return run.loop.tasks.filter((task) => unfinished.has(task)).map((task) => run.labelOf(task));
  },
};

export const taskWaits = {
  *sleep(run: Interpreter, _frame: Frame, delay: number, result?: Json): Steps<unknown> {
    return yield* run.kind.wait(sleep(delay, result));
  },
  *await(run: Interpreter, frame: Frame, name: string): Steps<unknown> {
    const future = run.future(frame, "await", name);
    return future === undefined ? null : yield* run.kind.wait(future);
  },
};

function taskOrCurrent(
  run: Interpreter,
  frame: Frame,
  operation: string,
  name: string | null | undefined,
): Task<unknown> | undefined {
  if (typeof name === "string") {
    const future = run.future(frame, operation, name);
    return future instanceof Task ? future : undefined;
  }
  const task = currentTask();
  if (task === null) run.emit(frame.label, `${operation}?`, null);
  return task ?? undefined;
}
