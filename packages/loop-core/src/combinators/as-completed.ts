import { coro, type Coro, type Coroutine, type Yieldable } from "../coroutine.ts";
import { TimeoutError } from "../errors.ts";
import type { Future } from "../future.ts";
import type { TimerHandle } from "../handle.ts";
import { getRunningLoop } from "../running-loop.ts";
import { Queue } from "../sync/queue.ts";
import { ensureFuture } from "../tasks.ts";

export interface AsCompletedOptions {
  /** Milliseconds of the loop's clock; then each further wait throws a {@link TimeoutError}. */
  timeoutMs?: number | undefined;
}

/**
 * Runs all at the same time, and hands them out in the order in which they end.
 *
 * `for (const next of ...)`: `await next` gives the next result. `for await (const future of ...)` gives the futures
 * themselves, so that you see which one it was; that they are done already.
 *
 * @throws {NoRunningLoopError} outside callbacks and tasks of a loop
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.as_completed
 * @example
 * for (const next of asCompleted([first, second])) {
 *   console.log(await next);
 * }
 */
export function asCompleted<T>(
  work: Iterable<Future<T> | Coroutine<T>>,
  options: AsCompletedOptions = {},
): AsCompleted<T> {
  return new AsCompleted(new Set(work), options.timeoutMs);
}

/** What {@link asCompleted} returns. */
export class AsCompleted<T> implements Iterable<Coro<T>> {
  /** Those that are done, in order; `null` for each that a timeout has cut off. */
  readonly #done = new Queue<Future<T> | null>();
  readonly #todo: Set<Future<T>>;
  readonly #timer: TimerHandle | undefined;
  readonly #onDone = (future: Future<T>): void => {
    if (this.#todo.size === 0) return; // the timeout came first
    this.#todo.delete(future);
    this.#done.putNowait(future);
    if (this.#todo.size === 0) this.#timer?.cancel();
  };
  #left: number;

  constructor(work: Set<Future<T> | Coroutine<T>>, timeoutMs: number | undefined) {
    this.#todo = new Set([...work].map((item) => ensureFuture(item)));
    for (const future of this.#todo) future.addDoneCallback(this.#onDone);
    this.#left = this.#todo.size;
    if (timeoutMs !== undefined && this.#left > 0) {
      this.#timer = getRunningLoop().callLater(timeoutMs, () => this.#onTimeout());
    }
  }

  *[Symbol.iterator](): Generator<Coro<T>, void> {
    while (this.#left > 0) {
      this.#left--;
      yield coro(() => this.#nextResult());
    }
  }

  [Symbol.asyncIterator](): { next: () => Coro<IteratorResult<Future<T>, undefined>> } {
    return { next: () => this.next() };
  }

  /** One step of the asynchronous iteration, for generators: `yield* it.next()`. The result is a box round the future. */
  next(): Coro<IteratorResult<Future<T>, undefined>> {
    return coro(() => this.#nextFuture());
  }

  *#nextFuture(): Generator<Yieldable, IteratorResult<Future<T>, undefined>, unknown> {
    if (this.#left === 0) return { done: true, value: undefined };
    this.#left--;
    return { done: false, value: yield* this.#waitForOne() };
  }

  *#nextResult(): Generator<Yieldable, T, unknown> {
    return (yield* this.#waitForOne()).result();
  }

  *#waitForOne(): Generator<Yieldable, Future<T>, unknown> {
    const future = yield* this.#done.get();
    if (future === null) throw new TimeoutError();
    return future;
  }

  #onTimeout(): void {
    for (const future of this.#todo) {
      future.removeDoneCallback(this.#onDone);
      this.#done.putNowait(null);
    }
    this.#todo.clear();
  }
}
