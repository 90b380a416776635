import { CancelledError } from "./errors.ts";

/** The requests to cancel a task, and what has become of them. A task has none of this until somebody asks. */
export class TaskCancellation {
  /** A request that could not be passed to what the task waits for: its next step throws it. */
  due = false;
  #requests = 0;
  #reason: string | undefined = undefined;
  #abort: AbortController | null = null;
  /** What ended a cancelled task: whoever asks first gets the very error. */
  #error: CancelledError | null = null;

  /** How many requests are open. */
  get requests(): number {
    return this.#requests;
  }

  /** What was given with the request that is due, or was last. */
  get reason(): string | undefined {
    return this.#reason;
  }

  request(reason: string | undefined): void {
    this.#requests++;
    this.#abort?.abort(new CancelledError(reason));
  }

  /** The next step throws it. */
  postpone(reason: string | undefined): void {
    this.due = true;
    this.#reason = reason;
  }

  /** Whether one is due; whoever asks throws it. */
  takeDue(): boolean {
    const { due } = this;
    this.due = false;
    return due;
  }

  /** Takes one request back. At none left, one that is due is dropped. */
  withdraw(): number {
    if (this.#requests > 0 && --this.#requests === 0) this.due = false;
    return this.#requests;
  }

  /** Aborted by a request, for code that knows signals and no tasks. */
  get signal(): AbortSignal {
    if (this.#abort === null) {
      this.#abort = new AbortController();
      if (this.#requests > 0) this.#abort.abort(new CancelledError(this.#reason));
    }
    return this.#abort.signal;
  }

  /** `error` has ended the task. */
  endedBy(error: CancelledError): void {
    this.#error = error;
    this.#reason = undefined;
  }

  /** The error that tells of it. */
  takeError(): CancelledError {
    const error = this.#error ?? new CancelledError(this.#reason);
    this.#error = null;
    return error;
  }
}
