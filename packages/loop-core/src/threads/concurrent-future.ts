import { CancelledError, ExceptionGroup, InvalidStateError, TimeoutError } from "../errors.ts";

//   pending ── setRunningOrNotifyCancel() ──> running ── setResult(), setException() ──> result, exception
//           ├── cancel() ──> cancelled
//           └── setResult(), setException() ──> result, exception

type State = "pending" | "running" | "result" | "exception" | "cancelled";

/**
 * The result of work that a loop does for somebody outside of it; it belongs to no loop, and anybody may await it.
 *
 * Its callbacks run at once, inside the call that settles it.
 *
 * @see https://docs.python.org/3/library/concurrent.futures.html#concurrent.futures.Future
 * @example
 * const future = runCoroutineThreadsafe(() => ask("How are you?"), loop);
 * future.addDoneCallback(() => console.log(future.cancelled() ? "not asked" : future.result()));
 * future.cancel();
 */
export class ConcurrentFuture<T> implements PromiseLike<T> {
  #state: State = "pending";
  #value: unknown = undefined;
  /** They know the future that they are called with. */
  #callbacks: (() => void)[] = [];

  /** Whether the work can't be cancelled any more, and is not done yet. */
  running(): boolean {
    return this.#state === "running";
  }

  /** Whether there is a result or an exception, or it was cancelled. */
  done(): boolean {
    return this.#state !== "pending" && this.#state !== "running";
  }

  /** Whether it was cancelled in time. */
  cancelled(): boolean {
    return this.#state === "cancelled";
  }

  /**
   * Cancels it, and the loop cancels the task at its next opportunity.
   *
   * @returns whether it is cancelled now; `false`: too late, the work is done or can't be stopped any more
   */
  cancel(): boolean {
    if (this.#state === "cancelled") return true;
    if (this.#state !== "pending") return false;
    this.#settle("cancelled", undefined);
    return true;
  }

  /**
   * The result of the work.
   *
   * @throws the exception of the work
   * @throws {CancelledError} if it was cancelled
   * @throws {InvalidStateError} if it is not done: this never blocks, await it instead
   */
  result(): T {
    if (this.#state === "result") return this.#value as T;
    if (this.#state === "exception") throw this.#value;
    throw this.#state === "cancelled" ? new CancelledError() : new InvalidStateError("result()", this.#state);
  }

  /**
   * {@link result}, as a promise that waits for at most `timeoutMs` of the host's time. The work goes on meanwhile, and
   * after it: call {@link cancel} to end it.
   *
   * @param timeoutMs - milliseconds; more than a host timer can count (24 days) is for ever
   * @returns a promise; it rejects with {@link TimeoutError} if it is not done by then, else as {@link result} throws
   * @example
   * try {
   *   return await future.resultWithin(500);
   * } catch (error) {
   *   if (error instanceof TimeoutError) future.cancel();
   *   throw error;
   * }
   */
  resultWithin(timeoutMs: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (timeoutMs <= MAX_TIMEOUT_MS) {
        const timer = setTimeout(() => reject(new TimeoutError()), timeoutMs);
        this.addDoneCallback(() => clearTimeout(timer));
      }
      void this.then(resolve, reject);
    });
  }

  /**
   * The exception of the work, or `null`.
   *
   * @throws {CancelledError} if it was cancelled
   * @throws {InvalidStateError} if it is not done
   */
  exception(): unknown {
    if (this.#state === "result") return null;
    if (this.#state === "exception") return this.#value;
    throw this.#state === "cancelled" ? new CancelledError() : new InvalidStateError("exception()", this.#state);
  }

  /**
   * Calls `callback(this)` as soon as it is done, inside the call that settles it; at once if it is done already.
   *
   * What a callback throws keeps no other from being called, and comes out of that call.
   */
  addDoneCallback(callback: (future: ConcurrentFuture<T>) => void): void {
    if (this.done()) callback(this);
    else this.#callbacks.push(() => callback(this));
  }

  /** Waits for it, as a promise does: `await future`. */
  then<A = T, B = never>(
    onResult?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const promise = new Promise<T>((resolve, reject) => {
      this.addDoneCallback(() => {
        try {
          resolve(this.result());
        } catch (error) {
          reject(error);
        }
      });
    });
    return promise.then(onResult, onError);
  }

  /**
   * The work begins; `false` if it was cancelled before. Called by whoever does the work.
   *
   * @throws {InvalidStateError} if it had begun before
   */
  setRunningOrNotifyCancel(): boolean {
    if (this.#state === "cancelled") return false;
    if (this.#state !== "pending") throw new InvalidStateError("setRunningOrNotifyCancel()", this.#state);
    this.#state = "running";
    return true;
  }

  /**
   * The work is done. Called by whoever does it; what callbacks throw comes out here.
   *
   * @throws {InvalidStateError} if it is done already
   */
  setResult(result: T): void {
    if (this.done()) throw new InvalidStateError("setResult()", this.#state);
    this.#settle("result", result);
  }

  /** {@link setResult}, for work that has failed. */
  setException(error: unknown): void {
    if (this.done()) throw new InvalidStateError("setException()", this.#state);
    this.#settle("exception", error);
  }

  #settle(state: State, value: unknown): void {
    this.#state = state;
    this.#value = value;
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    const errors: unknown[] = [];
    for (const callback of callbacks) {
      try {
        callback();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors.length === 1 ? errors[0] : new ExceptionGroup(errors);
  }
}

const MAX_TIMEOUT_MS = 2 ** 31 - 1;
