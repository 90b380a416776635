import { type Awaitable, coro, type Reject, type Resolve, type Yieldable } from "./coroutine.ts";
import { AwaitOutsideTaskError } from "./errors.ts";
import { Future } from "./future.ts";
import { getRunningLoop } from "./running-loop.ts";

/**
 * Waits `delayMs` milliseconds of the loop's clock, then gives `result`.
 *
 * `sleep(0)` lets everything that is ready go first: one turn of the loop. Nothing happens before it is awaited.
 *
 * @param delayMs - fractions allowed; none or less: one turn
 * @throws {RangeError} when awaited, if `delayMs` is not a number
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.sleep
 * @example
 * await sleep(1_000);
 */
export function sleep(delayMs: number): Awaitable<void>;
export function sleep<T>(delayMs: number, result: T): Awaitable<T>;
export function sleep<T>(delayMs: number, result?: T): Awaitable<T | undefined> {
  if (delayMs <= 0 && result === undefined) return nextTurn as Awaitable<undefined>;
  return coro(function* () {
    if (delayMs <= 0) {
      yield* nextTurn;
      return result;
    }
    if (Number.isNaN(delayMs)) throw new RangeError("sleep() needs a number of milliseconds, and got NaN.");
    const loop = getRunningLoop();
    const future = new Future<T | undefined>(loop);
    future.label = "sleep";
    const timer = loop.callLater(delayMs, wakeSleeper<T | undefined>, { future, result });
    try {
      return yield* future;
    } finally {
      timer.cancel();
    }
  });
}

function wakeSleeper<T>({ future, result }: { future: Future<T>; result: T }): void {
  if (!future.cancelled()) future.setResult(result);
}

/** A task that awaits it is woken in the next turn, by a callback and no future. */
const nextTurn: Awaitable<void> & Yieldable = {
  then(resolve: Resolve<void>, reject: Reject): void {
    const loop = getRunningLoop();
    if (loop.currentTask !== null) loop.currentTask.waitForTurn(resolve, reject);
    else if (loop.awaitOutsideTask === "error") reject(new AwaitOutsideTaskError());
    else loop.callSoon(resolve);
  },
  *[Symbol.iterator](): Generator<Yieldable, void, unknown> {
    yield nextTurn;
  },
};
