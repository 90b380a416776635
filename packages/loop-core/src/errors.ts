/**
 * Every error of the loop, its futures and tasks: a class with fields, and a sentence that names the parties, what was
 * expected, the likely cause and the next step.
 */

/**
 * What a cancelled task finds thrown at its `await`, and whoever awaits a cancelled future or task.
 *
 * Not a failure: let it pass, or catch it to clean up and throw it again. A `catch` that is meant for failures asks
 * {@link isCancelled} first.
 * @see https://docs.python.org/3/library/asyncio-exceptions.html#asyncio.CancelledError
 */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
  /** What was given to `cancel(reason)`. */
  readonly reason: string | undefined;

  constructor(reason?: string) {
    super(reason ?? "cancelled");
    this.reason = reason;
  }
}

/**
 * Whether `error` is a cancellation and no failure.
 *
 * @example
 * try {
 *   await work();
 * } catch (error) {
 *   if (isCancelled(error)) throw error;
 *   report(error);
 * }
 */
export function isCancelled(error: unknown): error is CancelledError {
  return error instanceof CancelledError;
}

/**
 * An error that ends the run at once, wherever it is thrown: `runForever` and its like reject with it, and what is still
 * scheduled stays for the next run (asyncio: `SystemExit`, `KeyboardInterrupt`).
 */
export class FatalError extends Error {
  override readonly name: string = "FatalError";
}

/** A deadline has passed. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
  /** The deadline, in milliseconds of the loop's clock. */
  readonly deadlineMs: number | undefined;

  constructor(deadlineMs?: number, options?: ErrorOptions) {
    super(deadlineMs === undefined ? "Timed out." : `Timed out at ${deadlineMs} ms of the loop's clock.`, options);
    this.deadlineMs = deadlineMs;
  }
}

/** A future was asked for what it does not have yet, or told what it knows already. */
export class InvalidStateError extends Error {
  override readonly name = "InvalidStateError";
  readonly operation: string;
  readonly state: string;

  constructor(operation: string, state: string) {
    const next =
      state === "pending"
        ? "Await it, or ask in a done callback."
        : "A future is settled once: ask done() first if somebody else may have settled or cancelled it.";
    super(`${operation} does not fit a future that is ${state}. ${next}`);
    this.operation = operation;
    this.state = state;
  }
}

/** Somebody tried to settle a task from outside. */
export class TaskResultError extends Error {
  override readonly name = "TaskResultError";
  readonly task: string;
  readonly operation: "setResult" | "setException";

  constructor(task: string, operation: "setResult" | "setException") {
    super(
      `${operation}() is not for task "${task}": a task's result is what its coroutine returns or throws. ` +
        `Use loop.createFuture() for a result that is set by hand.`,
    );
    this.task = task;
    this.operation = operation;
  }
}

/** A closed loop was asked to do something. */
export class LoopClosedError extends Error {
  override readonly name = "LoopClosedError";
  readonly method: string;

  constructor(method: string) {
    super(`${method}() came after the loop had been closed. Create a new EventLoop, or call close() later.`);
    this.method = method;
  }
}

/** A loop was asked to run, or to close, while one is running. */
export class NestedRunError extends Error {
  override readonly name = "NestedRunError";
  readonly method: string;
  readonly why: string;

  constructor(method: string, why: string) {
    super(`${method}() is not possible: ${why}. Code that runs on a loop awaits, or calls createTask(), instead.`);
    this.method = method;
    this.why = why;
  }
}

/** Something that needs the running loop was called where none is running. */
export class NoRunningLoopError extends Error {
  override readonly name = "NoRunningLoopError";

  constructor() {
    super(
      "No loop is running here. Call this from a task or a callback of a loop: run(async () => { ... }), or " +
        "loop.runUntilComplete(...). Code after the await of a promise that is not the loop's runs outside of it.",
    );
  }
}

/** `stop()` was called before what `runUntilComplete` waited for was done. */
export class LoopStoppedError extends Error {
  override readonly name = "LoopStoppedError";
  /** What the run waited for; it is unharmed and goes on when the loop runs again. */
  readonly future: object;

  constructor(future: object) {
    super("The loop was stopped before the future was done. Run it again to go on, or don't call stop().");
    this.future = future;
  }
}

/** One task in an error, as data. */
export interface WaitingTask {
  readonly name: string;
  /** What the task waits for, as words: `task "b"`, `sleep`, `a promise that is not the loop's`. */
  readonly waitsFor: string;
}

/** Tasks wait, and nothing can ever wake them. */
export class DeadlockError extends Error {
  override readonly name: string = "DeadlockError";
  readonly tasks: readonly WaitingTask[];

  constructor(tasks: readonly WaitingTask[], cause = "Did somebody forget to set a future, or to release a lock?") {
    super(`${sentence(tasks)} ${cause}`);
    this.tasks = tasks.map(({ name, waitsFor }) => ({ name, waitsFor }));
  }
}

/**
 * A task awaits a promise that is not the loop's, and nothing is left on the loop that could settle it.
 *
 * Only where the loop's clock does not let the host's time pass. It is the run that ends with this error, not the task:
 * before that moment any other task might have settled the promise.
 */
export class ForeignPromiseError extends DeadlockError {
  override readonly name = "ForeignPromiseError";
  /** The tasks that await a promise of somebody else. */
  readonly foreign: readonly string[];

  constructor(foreign: readonly WaitingTask[], tasks: readonly WaitingTask[]) {
    super(
      tasks,
      `Task ${foreign.map(({ name }) => `"${name}"`).join(", ")} awaits a promise that is not the loop's. Likely a call ` +
        "to the outside world (fetch, node:fs, import()), for which a virtual clock does not wait: give the code a " +
        "simulated one, or run it on a real-time loop.",
    );
    this.foreign = foreign.map(({ name }) => name);
  }
}

/** A future was awaited by code that belongs to no task. */
export class AwaitOutsideTaskError extends Error {
  override readonly name = "AwaitOutsideTaskError";

  constructor() {
    super(
      "A future was awaited outside of a task, so the loop cannot know whom to wake. Likely an async callback " +
        "(callSoon, addDoneCallback), or code that was not started with createTask(): start it with createTask(), or " +
        'create the loop with { awaitOutsideTask: "adopt" }.',
    );
  }
}

/** A task awaited itself, directly or as the result of its own function: it could never be done. */
export class SelfAwaitError extends Error {
  override readonly name = "SelfAwaitError";
  readonly task: string;

  constructor(task: string) {
    super(`Task "${task}" awaits itself, which would never end. Await another task, or return a value.`);
    this.task = task;
  }
}

/** A future or primitive of one loop was used on another. */
export class WrongLoopError extends Error {
  override readonly name = "WrongLoopError";
  readonly what: string;

  constructor(what: string) {
    super(`${what} belongs to a different loop than the one that runs here. Create it on the loop that uses it.`);
    this.what = what;
  }
}

/** Something that is no coroutine was given where one is expected. */
export class CoroutineTypeError extends TypeError {
  override readonly name = "CoroutineTypeError";

  constructor(given: unknown) {
    super(
      `A coroutine was expected, and ${describe(given)} was given. Give a function that returns a promise, a ` +
        "generator function, or what sleep() and its like return.",
    );
  }
}

/** An eager task of an async function was started where its first step cannot be brought to an end. */
export class EagerStartError extends Error {
  override readonly name = "EagerStartError";
  readonly task: string;

  constructor(task: string) {
    super(
      `Task "${task}" cannot start eagerly here: its first step ends with its microtasks, and those can only be run ` +
        "by a host with a synchronous drain, outside of an async function. " +
        "Write await afterMicrotasks(() => createTask(...)), or let it start as usual.",
    );
    this.task = task;
  }
}

/** A coroutine was given where a future or task is expected. */
export class FutureTypeError extends TypeError {
  override readonly name = "FutureTypeError";

  constructor(method: string) {
    super(
      `${method} takes futures and tasks, and was given something else. Start a coroutine with createTask() first.`,
    );
  }
}

/** Something that works on the current task was called where there is none. */
export class NoCurrentTaskError extends Error {
  override readonly name = "NoCurrentTaskError";
  readonly what: string;

  constructor(what: string) {
    super(`${what} works on the current task, and no task runs here. Use it in code that createTask() has started.`);
    this.what = what;
  }
}

/** A timeout was given another deadline when it was too late. */
export class TimeoutStateError extends Error {
  override readonly name = "TimeoutStateError";
  readonly state: string;

  constructor(state: string) {
    super(
      `A timeout that is ${state} can't be given another deadline: call reschedule() in its body, before it expires.`,
    );
    this.state = state;
  }
}

/** A task was to join a group that takes no more. */
export class TaskGroupClosedError extends Error {
  override readonly name = "TaskGroupClosedError";
  readonly why: string;

  constructor(why: string) {
    super(
      `The task group ${why}, and takes no more tasks. Start tasks in the body of taskGroup(), or in one of its tasks.`,
    );
    this.why = why;
  }
}

/** Several things went wrong at the same time: {@link AggregateError.errors} has them, in order. */
export class ExceptionGroup extends AggregateError {
  override readonly name = "ExceptionGroup";

  constructor(errors: readonly unknown[], message = `${errors.length} unhandled: ${errors.map(String).join("; ")}`) {
    super(errors, message);
  }
}

function sentence(tasks: readonly WaitingTask[]): string {
  if (tasks.length === 0) return "The loop waits for stop(), and nothing is left that could call it.";
  const waits = tasks.map(({ name, waitsFor }) => `"${name}" on ${waitsFor}`).join(", ");
  return `${tasks.length === 1 ? "1 task waits" : `${tasks.length} tasks wait`} and nothing can wake them: ${waits}.`;
}

function describe(given: unknown): string {
  if (typeof given === "function") return `a function${given.name ? ` ("${given.name}")` : ""} that did not return one`;
  if (given !== null && typeof given === "object" && "then" in given) {
    return "a promise (an async function starts when it is called: write () => work() instead of work())";
  }
  if (given !== null && typeof given === "object" && "next" in given) {
    return "a started generator (write () => work() instead of work())";
  }
  return given === null ? "null" : `a value of type ${typeof given}`;
}
