import { ExecutorShutDownError } from "./errors.ts";
import { ConcurrentFuture } from "./threads/concurrent-future.ts";

/**
 * Does work elsewhere: in worker threads, in a simulated thread, or here.
 *
 * @see https://docs.python.org/3/library/concurrent.futures.html#concurrent.futures.Executor
 */
export interface Executor {
  /** @throws {ExecutorShutDownError} after {@link shutdown} */
  submit<A extends readonly unknown[], T>(work: (...args: A) => T | PromiseLike<T>, ...args: A): ConcurrentFuture<T>;
  /** Takes no more work; resolves when what it has is done. */
  shutdown(): void | PromiseLike<void>;
}

/**
 * Does the work at once, on the thread and in the call that asks: the default, which needs nothing and blocks the loop.
 *
 * @example
 * const executor = new InlineExecutor();
 * executor.submit((a: number, b: number) => a + b, 1, 2).result(); // 3
 */
export class InlineExecutor implements Executor {
  #shutDown = false;

  submit<A extends readonly unknown[], T>(work: (...args: A) => T | PromiseLike<T>, ...args: A): ConcurrentFuture<T> {
    if (this.#shutDown) throw new ExecutorShutDownError();
    const future = new ConcurrentFuture<T>();
    future.setRunningOrNotifyCancel();
    try {
      const result = work(...args);
      if (isPromise(result)) {
        result.then(
          (value) => future.setResult(value),
          (error: unknown) => future.setException(error),
        );
      } else future.setResult(result);
    } catch (error) {
      future.setException(error);
    }
    return future;
  }

  shutdown(): void {
    this.#shutDown = true;
  }
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return value !== null && typeof value === "object" && "then" in value && typeof value.then === "function";
}
