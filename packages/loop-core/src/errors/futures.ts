/** A future was asked for what it does not have yet, or told what it knows already. */
export class InvalidStateError extends Error {
  override readonly name = "InvalidStateError";
  readonly operation: string;
  readonly state: string;

  constructor(operation: string, state: string, options?: ErrorOptions) {
    const next =
      state === "pending"
        ? "Await it, or ask in a done callback."
        : "A future is settled once: ask done() first if somebody else may have settled or cancelled it.";
    super(`${operation} does not fit a future that is ${state}. ${next}`, options);
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

/** A task awaited itself, directly or as the result of its own function: it could never be done. */
export class SelfAwaitError extends Error {
  override readonly name = "SelfAwaitError";
  readonly task: string;

  constructor(task: string) {
    super(`Task "${task}" awaits itself, which would never end. Await another task, or return a value.`);
    this.task = task;
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

/** A future or primitive of one loop was used on another. */
export class WrongLoopError extends Error {
  override readonly name = "WrongLoopError";
  readonly what: string;

  /** @param wanted - the loop on which it was used */
  constructor(what: string, wanted = "the one that runs here") {
    super(`${what} belongs to a different loop than ${wanted}. Create it on the loop that uses it.`);
    this.what = what;
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

/** One of a staggered race succeeded although it had been cancelled: another one had won before. */
export class SecondWinnerError extends Error {
  override readonly name = "SecondWinnerError";
  /** The places of both in the list of coroutines. */
  readonly winner: number;
  readonly second: number;

  constructor(winner: number, second: number) {
    super(
      `Coroutine ${second} of a staggered race succeeded after coroutine ${winner} had won and all others were ` +
        "cancelled. Likely it catches CancelledError: throw it again, so that what it has opened is closed.",
    );
    this.winner = winner;
    this.second = second;
  }
}

/** Several things went wrong at the same time: {@link AggregateError.errors} has them, in order. */
export class ExceptionGroup extends AggregateError {
  override readonly name = "ExceptionGroup";

  constructor(errors: readonly unknown[], message = `${errors.length} unhandled: ${errors.map(String).join("; ")}`) {
    super(errors, message);
  }
}
