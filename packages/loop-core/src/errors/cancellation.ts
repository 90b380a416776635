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

/** Ctrl-C came, and the main task of a {@link Runner} ended because of it, or it came a second time. */
export class KeyboardInterrupt extends FatalError {
  override readonly name = "KeyboardInterrupt";

  constructor() {
    super("Interrupted by SIGINT.");
  }
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
