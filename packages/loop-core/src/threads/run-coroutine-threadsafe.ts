import { checkCoroutine, type Coroutine } from "../coroutine.ts";
import { FatalError } from "../errors.ts";
import type { Future } from "../future.ts";
import type { EventLoop } from "../loop.ts";
import { ensureFuture } from "../tasks.ts";
import { ConcurrentFuture } from "./concurrent-future.ts";

/**
 * Gives a coroutine to a loop from outside of it.
 *
 * Result and exception come back, and a cancel of what is returned reaches the task. One that comes before the loop has
 * taken the coroutine still lets it run to its first wait (as CPython 3.14.2 does).
 *
 * @throws {CoroutineTypeError} if `coroutine` is none
 * @returns a future; it stays pending if the loop never runs again
 * @throws {LoopClosedError} if the loop has been closed
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.run_coroutine_threadsafe
 * @example
 * const answer = await runCoroutineThreadsafe(() => ask("How are you?"), loop);
 */
export function runCoroutineThreadsafe<T>(coroutine: Coroutine<T>, loop: EventLoop): ConcurrentFuture<T> {
  checkCoroutine(coroutine);
  const outside = new ConcurrentFuture<T>();
  loop.callSoonThreadsafe(() => {
    try {
      chain(ensureFuture(coroutine, loop), outside);
    } catch (error) {
      if (!(error instanceof FatalError) && outside.setRunningOrNotifyCancel()) outside.setException(error);
      throw error;
    }
  });
  return outside;
}

function chain<T>(inside: Future<T>, outside: ConcurrentFuture<T>): void {
  outside.addDoneCallback(() => {
    if (outside.cancelled() && !inside.loop.isClosed()) inside.loop.callSoonThreadsafe(() => void inside.cancel());
  });
  inside.addDoneCallback(() => {
    if (inside.cancelled()) outside.cancel();
    if (!outside.setRunningOrNotifyCancel()) return;
    const error = inside.exception();
    if (inside.state === "exception") outside.setException(error);
    else outside.setResult(inside.result());
  });
}
