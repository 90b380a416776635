import { coro, Coro, type Reject, type Resolve, type Yieldable } from "./coroutine.ts";
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
export function sleep(delayMs: number): Coro<void>;
export function sleep<T>(delayMs: number, result: T): Coro<T>;
export function sleep<T>(delayMs: number, result?: T): Coro<T | undefined> {
  if (delayMs <= 0 && result === undefined) return nextTurn as Coro<undefined>;
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
class NextTurn extends Coro<void> implements Yieldable {
  constructor() {
    super(() => this[Symbol.iterator]());
  }

  override then(resolve: Resolve<void>, reject: Reject): void {
    const loop = getRunningLoop();
    const task = loop.taskOfCode();
    if (task !== null) task.waitForTurn(resolve, reject);
    else if (loop.awaitOutsideTask === "error") reject(new AwaitOutsideTaskError());
    else loop.callSoon(resolve);
  }

  override *[Symbol.iterator](): Generator<Yieldable, void, unknown> {
    yield this;
  }
}

const nextTurn = new NextTurn();
