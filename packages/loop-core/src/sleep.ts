import { type Abortable, AbortableFuture, checkSignal } from "./abort-signal.ts";
import { coro, Coro, type Reject, type Resolve, type Yieldable } from "./coroutine.ts";
import { AwaitOutsideTaskError } from "./errors.ts";
import { Future } from "./future.ts";
import type { TimerHandle } from "./handle.ts";
import { getRunningLoop } from "./running-loop.ts";

/**
 * Waits `delayMs` milliseconds of the loop's clock, then gives `result`.
 *
 * `sleep(0)` lets everything that is ready go first: one turn of the loop. Nothing happens before it is awaited.
 *
 * @param delayMs - fractions allowed; none or less: one turn
 * @throws {RangeError} when awaited, if `delayMs` is not a number
 * @throws {CancelledError} when awaited, if `signal` is aborted before that
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.sleep
 * @example
 * await sleep(1_000);
 * await sleep(1_000, undefined, { signal: request.signal });
 */
export function sleep(delayMs: number): Coro<void>;
export function sleep<T>(delayMs: number, result: T, options?: Abortable): Coro<T>;
export function sleep<T>(delayMs: number, result?: T, { signal }: Abortable = {}): Coro<T | undefined> {
  if (!(delayMs <= 0)) return new Sleep(delayMs, result, signal);
  if (result === undefined && signal === undefined) return nextTurn as Coro<undefined>;
  return coro(function* () {
    checkSignal(signal);
    yield* nextTurn;
    return result;
  });
}

/** A future and its timer. An async function awaits the future itself, with no generator between them. */
class Sleep<T> extends Coro<T> {
  readonly #delayMs: number;
  readonly #result: T;
  readonly #signal: AbortSignal | undefined;

  constructor(delayMs: number, result: T, signal: AbortSignal | undefined) {
    super(() => this.#sleep());
    this.#delayMs = delayMs;
    this.#result = result;
    this.#signal = signal;
  }

  override then(resolve: Resolve<T>, reject: Reject): void {
    this.begins();
    let slept: Slept<T>;
    try {
      slept = this.#start();
    } catch (error) {
      reject(error);
      return;
    }
    slept.future.then(resolve, (error) => {
      slept.timer.cancel();
      reject(error);
    });
  }

  *#sleep(): Generator<Yieldable, T, unknown> {
    const { future, timer } = this.#start();
    try {
      return yield* future;
    } finally {
      timer.cancel();
    }
  }

  #start(): Slept<T> {
    const signal = this.#signal;
    checkSignal(signal);
    if (Number.isNaN(this.#delayMs)) throw new RangeError("sleep() needs a number of milliseconds, and got NaN.");
    const loop = getRunningLoop();
    const future = signal === undefined ? new Future<T>(loop) : new AbortableFuture<T>(loop, signal);
    future.label = "sleep";
    const timer = loop.callLater(this.#delayMs, wakeSleeper<T>, { future, result: this.#result });
    return { future, timer };
  }
}

interface Slept<T> {
  readonly future: Future<T>;
  readonly timer: TimerHandle;
}

function wakeSleeper<T>({ future, result }: { future: Future<T>; result: T }): void {
  if (!future.cancelled()) future.setResult(result);
}

/** A task that awaits it is woken in the next turn, by a callback and no future. */
class NextTurn extends Coro<void> implements Yieldable {
  constructor() {
    super(onlyAwaited);
  }

  override then(resolve: Resolve<void>, reject: Reject): void {
    const loop = getRunningLoop();
    const task = loop.taskOfCode();
    if (task !== null) task.waitForTurn(resolve, reject);
    else if (loop.awaitOutsideTask === "error") reject(new AwaitOutsideTaskError());
    else loop.callSoon(resolve);
  }

  override [Symbol.iterator](): Iterator<Yieldable, void, unknown> {
    return new OneTurn(this);
  }
}

/** Yields the turn once: what a generator would do, at a third of the cost. */
class OneTurn implements IterableIterator<Yieldable, void, unknown> {
  readonly #turn: NextTurn;
  #yielded = false;

  constructor(turn: NextTurn) {
    this.#turn = turn;
  }

  next(): IteratorResult<Yieldable, void> {
    if (this.#yielded) return OVER;
    this.#yielded = true;
    return { done: false, value: this.#turn };
  }

  /** A cancellation. */
  throw(error: unknown): never {
    throw error;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

const OVER: IteratorReturnResult<void> = { done: true, value: undefined };

function onlyAwaited(): never {
  throw new Error("A turn is awaited or yielded, and has no body.");
}

const nextTurn = new NextTurn();
