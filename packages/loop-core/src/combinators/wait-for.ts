import { type Abortable, underSignal } from "../abort-signal.ts";
import { coro, type Coro, type Coroutine, inCoroutine, type Yieldable } from "../coroutine.ts";
import { isCancelled, TimeoutError } from "../errors.ts";
import { Future } from "../future.ts";
import { getRunningLoop } from "../running-loop.ts";
import { ensureFuture } from "../tasks.ts";
import { Timeout } from "../timeout.ts";

/**
 * Waits for one future or coroutine, but no longer than `timeoutMs`: then it is cancelled, and waited for until it has
 * cleaned up. A coroutine is awaited directly, in the same task.
 *
 * To leave it running, put a {@link shield} around it.
 *
 * @param timeoutMs - milliseconds of the loop's clock; `null`: no limit; none or less: only what is done already
 * @throws {TimeoutError} when awaited
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.wait_for
 * @example
 * const answer = await waitFor(() => ask("How are you?"), 1_000);
 */
export function waitFor<T>(work: Future<T> | Coroutine<T>, timeoutMs: number | null, options: Abortable = {}): Coro<T> {
  const { signal } = options;
  return coro(() =>
    signal === undefined ? within(timeoutMs, work) : underSignal(signal, () => within(timeoutMs, work)),
  );
}

function* within<T>(timeoutMs: number | null, work: Future<T> | Coroutine<T>): Generator<Yieldable, T, unknown> {
  if (timeoutMs !== null && timeoutMs <= 0) return yield* onlyIfDone(ensureFuture(work));
  const deadline = new Timeout(timeoutMs === null ? null : getRunningLoop().time() + timeoutMs);
  return yield* deadline.around(() => inWork(work));
}

function* inWork<T>(work: Future<T> | Coroutine<T>): Generator<Yieldable, T, unknown> {
  return work instanceof Future ? yield* work : yield* inCoroutine(work);
}

function* onlyIfDone<T>(future: Future<T>): Generator<Yieldable, T, unknown> {
  if (future.done()) return future.result();
  yield* cancelAndWait(future);
  try {
    return future.result();
  } catch (error) {
    throw isCancelled(error) ? new TimeoutError(future.loop.time(), { cause: error }) : error;
  }
}

/** Waits through a future of its own, so that a cancel of the waiter is not mixed up with that of `future`. */
function* cancelAndWait(future: Future<unknown>): Generator<Yieldable, void, unknown> {
  const waiter = new Future<void>(future.loop);
  waiter.label = "the end of what it has cancelled";
  waiter.components = [future];
  const release = (): void => {
    if (!waiter.done()) waiter.setResult();
  };
  future.addDoneCallback(release);
  try {
    future.cancel();
    yield* waiter;
  } finally {
    future.removeDoneCallback(release);
  }
}
