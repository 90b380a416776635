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

/** A task was unfinished when its loop was closed: it never goes on. Reported, and thrown to nobody. */
export class PendingTaskError extends Error {
  override readonly name = "PendingTaskError";
  readonly task: string;
  readonly waitsFor: string;

  constructor(task: string, waitsFor: string) {
    super(
      `Task "${task}" was still pending when its loop was closed: it waited for ${waitsFor}. Await it, or cancel it and ` +
        "await that, before close(); run() does so by itself.",
    );
    this.task = task;
    this.waitsFor = waitsFor;
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

/** A run that may not wait would have to. */
export class SyncRunError extends Error {
  override readonly name = "SyncRunError";
  readonly why: string;

  constructor(why: string) {
    super(
      `A synchronous run can't go on: ${why}. Use generator coroutines and a clock that jumps (a virtual one), or run ` +
        "it with run().",
    );
    this.why = why;
  }
}

/** In debug mode: a callback, or a step of a task, kept the loop from everything else for too long. */
export class SlowCallbackError extends Error {
  override readonly name = "SlowCallbackError";
  /** How long it took, by the loop's clock. */
  readonly durationMs: number;

  constructor(what: string, durationMs: number) {
    super(`${what} took ${durationMs} ms, and nothing else could run. Split it with await sleep(0), or use a worker.`);
    this.durationMs = durationMs;
  }
}

/** A loop was given something else than what it can call. */
export class ArgumentTypeError extends TypeError {
  override readonly name = "ArgumentTypeError";
  readonly method: string;

  /** @param expected - what the method takes, as words */
  constructor(method: string, expected: string, given: unknown) {
    super(
      `${method}() takes ${expected}, and was given ${given === null ? "null" : `a value of type ${typeof given}`}.`,
    );
    this.method = method;
  }
}

/** Work was given to an executor that takes no more. */
export class ExecutorShutDownError extends Error {
  override readonly name = "ExecutorShutDownError";

  constructor() {
    super("The executor was shut down, and takes no more work. Give it work earlier, or set another one.");
  }
}

/** The host has no such signal, or does not let it be handled. */
export class SignalError extends Error {
  override readonly name = "SignalError";
  readonly signal: string;

  constructor(signal: string, options?: ErrorOptions) {
    super(`The signal ${signal} can't be handled here. SIGINT and SIGTERM can, in Node, Bun and Deno.`, options);
    this.signal = signal;
  }
}

function sentence(tasks: readonly WaitingTask[]): string {
  if (tasks.length === 0) return "The loop waits for stop(), and nothing is left that could call it.";
  const waits = tasks.map(({ name, waitsFor }) => `"${name}" on ${waitsFor}`).join(", ");
  return `${tasks.length === 1 ? "1 task waits" : `${tasks.length} tasks wait`} and nothing can wake them: ${waits}.`;
}
