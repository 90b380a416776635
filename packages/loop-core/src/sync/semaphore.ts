import { type Abortable, checkSignal } from "../abort-signal.ts";
import { coro, type Coro, type Yieldable } from "../coroutine.ts";
import { isCancelled } from "../errors.ts";
import type { Future } from "../future.ts";
import { OverReleaseError } from "./errors.ts";
import { count } from "../text-form.ts";
import type { Held } from "./lock.ts";
import { LoopBound, type PrimitiveOptions } from "./loop-bound.ts";

/**
 * At most so many at a time, in the order of asking.
 *
 * @see https://docs.python.org/3/library/asyncio-sync.html#asyncio.Semaphore
 * @example
 * const twoAtATime = new Semaphore(2);
 * using _permit = await twoAtATime.acquire();
 */
export class Semaphore extends LoopBound {
  readonly #waiters = new Set<Future<void>>();
  #permits: number;

  /** @throws {RangeError} if there are fewer than no permits */
  constructor(permits = 1, options?: PrimitiveOptions) {
    super(options);
    if (!(permits >= 0)) throw new RangeError(`A semaphore needs at least 0 permits, and got ${permits}.`);
    this.#permits = permits;
  }

  /** How many permits are left. */
  protected get permits(): number {
    return this.#permits;
  }

  /** Whether {@link acquire} would wait: no permit is left, or somebody else comes first. */
  locked(): boolean {
    this.touch("read");
    return this.#permits === 0 || this.#somebodyWaits();
  }

  /**
   * Waits for a permit, and takes it.
   *
   * @throws {CancelledError} when awaited, if `signal` is aborted before that
   */
  acquire({ signal }: Abortable = {}): Coro<Held> {
    return coro(() => this.#acquire(signal));
  }

  *#acquire(signal: AbortSignal | undefined): Generator<Yieldable, Held, unknown> {
    checkSignal(signal);
    this.touch("write");
    if (this.locked()) yield* this.#waitForPermit(signal);
    else this.#permits--;
    return { [Symbol.dispose]: () => this.release() };
  }

  /** Gives a permit back, or on to the first who waits. There may be more in the end than in the beginning. */
  release(): void {
    this.touch("write");
    this.#permits++;
    this.#handOver();
  }

  override words(): readonly (string | null)[] {
    const left =
      this.#permits === 0 || this.#waiters.size > 0 ? "locked" : count(this.#permits, "permit left", "permits left");
    return [left, count(this.#waiters.size, "waiting")];
  }

  *#waitForPermit(signal: AbortSignal | undefined): Generator<Yieldable, void, unknown> {
    const waiter = this.createWaiter<void>("a semaphore", signal);
    this.#waiters.add(waiter);
    try {
      yield* waiter;
    } catch (error) {
      // A permit was handed over, but the cancellation came first.
      if (isCancelled(error) && waiter.done() && !waiter.cancelled()) this.#permits++;
      throw error;
    } finally {
      this.touch("write");
      this.#waiters.delete(waiter);
      // Newcomers had to queue up while this one was being woken.
      while (this.#permits > 0 && this.#handOver());
    }
  }

  #handOver(): boolean {
    for (const waiter of this.#waiters) {
      if (waiter.done()) continue;
      this.#permits--;
      waiter.setResult();
      return true;
    }
    return false;
  }

  #somebodyWaits(): boolean {
    for (const waiter of this.#waiters) if (!waiter.cancelled()) return true;
    return false;
  }
}

/**
 * A semaphore that notices when more is released than was acquired.
 *
 * @see https://docs.python.org/3/library/asyncio-sync.html#asyncio.BoundedSemaphore
 */
export class BoundedSemaphore extends Semaphore {
  readonly #bound: number;

  constructor(permits = 1, options?: PrimitiveOptions) {
    super(permits, options);
    this.#bound = permits;
  }

  /** @throws {OverReleaseError} if all permits are there already */
  override release(): void {
    if (this.permits >= this.#bound) throw new OverReleaseError(this.#bound);
    super.release();
  }
}
