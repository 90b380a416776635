import { CancelledError, ExceptionGroup, InvalidStateError, TimeoutError } from "../errors.ts";

type State = "pending" | "running" | "result" | "exception" | "cancelled";

/**
 * The result of work that a loop does for somebody outside of it; it belongs to no loop, and anybody may await it.
 *
 * Its callbacks run at once, inside the call that settles it.
 *
 * @see https://docs.python.org/3/library/concurrent.futures.html#concurrent.futures.Future
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

  done(): boolean {
    return this.#state !== "pending" && this.#state !== "running";
  }

  cancelled(): boolean {
    return this.#state === "cancelled";
  }

  /** Cancels it, and the loop cancels the task at its next opportunity. `false` if it is too late. */
  cancel(): boolean {
    if (this.#state === "cancelled") return true;
    if (this.#state !== "pending") return false;
    this.#settle("cancelled", undefined);
    return true;
  }

  /**
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
   * @throws {TimeoutError} if it is not done by then
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
      const timer = setTimeout(() => reject(new TimeoutError()), timeoutMs);
      this.addDoneCallback(() => clearTimeout(timer));
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

  /** The work begins; `false` if it was cancelled before. Called by whoever does the work. */
  setRunningOrNotifyCancel(): boolean {
    if (this.#state === "cancelled") return false;
    if (this.#state !== "pending") throw new InvalidStateError("setRunningOrNotifyCancel()", this.#state);
    this.#state = "running";
    return true;
  }

  /** @throws {InvalidStateError} if it is done */
  setResult(result: T): void {
    if (this.done()) throw new InvalidStateError("setResult()", this.#state);
    this.#settle("result", result);
  }

  /** @throws {InvalidStateError} if it is done */
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
