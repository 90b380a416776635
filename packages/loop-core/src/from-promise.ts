import { Future } from "./future.ts";
import type { EventLoop } from "./loop.ts";
import { getRunningLoop } from "./running-loop.ts";

/**
 * A future of what a promise gives, so that the loop knows who waits for it, and can cancel the wait.
 *
 * A cancel leaves the promise alone. Given a function, it calls it with an `AbortSignal` which a cancel aborts.
 *
 * @throws {NoRunningLoopError} without `loop`, outside callbacks and tasks of one
 * @see https://docs.python.org/3/library/asyncio-future.html#asyncio.wrap_future
 * @example
 * const response = await waitFor(fromPromise((signal) => fetch(url, { signal })), 1_000);
 */
export function fromPromise<T>(
  source: PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T>),
  loop: EventLoop = getRunningLoop(),
): Future<T> {
  const future = new Future<T>(loop);
  future.label = "a promise that is not the loop's";
  let promise: PromiseLike<T>;
  if (typeof source === "function") {
    const controller = new AbortController();
    promise = source(controller.signal);
    future.addDoneCallback(() => {
      if (future.cancelled()) controller.abort(future.makeCancelledError());
    });
  } else promise = source;

  const settle = (set: () => void): void => {
    if (!loop.isClosed()) loop.callSoonThreadsafe(() => future.done() || set());
  };
  promise.then(
    (value) => settle(() => future.setResult(value)),
    (error: unknown) => settle(() => future.setException(error)),
  );
  return future;
}
