import { Future } from "./future.ts";
import type { EventLoop } from "./loop.ts";
import { getRunningLoop } from "./running-loop.ts";
import type { ConcurrentFuture } from "./threads/concurrent-future.ts";

/**
 * A future of the loop for one that belongs to none; a cancel goes both ways. A future of a loop comes back as it is.
 *
 * @throws {NoRunningLoopError} without `loop`, outside callbacks and tasks of one
 * @see https://docs.python.org/3/library/asyncio-future.html#asyncio.wrap_future
 * @example
 * const answer = await wrapFuture(new InlineExecutor().submit(() => 42));
 */
export function wrapFuture<T>(outside: ConcurrentFuture<T> | Future<T>, loop?: EventLoop): Future<T> {
  if (outside instanceof Future) return outside;
  const inside = new Future<T>(loop ?? getRunningLoop());
  inside.label = "work of somebody else";
  inside.addDoneCallback(() => {
    if (inside.cancelled()) outside.cancel();
  });
  outside.addDoneCallback(() => {
    if (!inside.loop.isClosed()) inside.loop.callSoonThreadsafe(() => copy(outside, inside));
  });
  return inside;
}

function copy<T>(outside: ConcurrentFuture<T>, inside: Future<T>): void {
  if (inside.done()) return;
  if (outside.cancelled()) {
    inside.cancel();
    return;
  }
  let result: T;
  try {
    result = outside.result();
  } catch (error) {
    inside.setException(error);
    return;
  }
  inside.setResult(result);
}
