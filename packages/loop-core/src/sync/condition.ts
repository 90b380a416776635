import { type Abortable, checkSignal } from "../abort-signal.ts";
import { coro, type Coro, type Yieldable } from "../coroutine.ts";
import { isCancelled } from "../errors.ts";
import type { Future } from "../future.ts";
import { count } from "../text-form.ts";
import { NotHeldError } from "./errors.ts";
import { type Held, Lock } from "./lock.ts";
import { LoopBound, type PrimitiveOptions } from "./loop-bound.ts";

/**
 * A lock, and a way to sleep until somebody who holds it says that something has changed.
 *
 * A task may wake although nothing has: look again, or use {@link waitFor}.
 *
 * @see https://docs.python.org/3/library/asyncio-sync.html#asyncio.Condition
 * @example
 * using _held = await condition.acquire();
 * await condition.waitFor(() => items.length > 0);
 */
export class Condition extends LoopBound {
  readonly #lock: Lock;
  readonly #waiters = new Set<Future<void>>();

  constructor(lock: Lock = new Lock(), options?: PrimitiveOptions) {
    super(options);
    this.#lock = lock;
  }

  locked(): boolean {
    return this.#lock.locked();
  }

  acquire(options?: Abortable): Coro<Held> {
    return this.#lock.acquire(options);
  }

  /** @throws {NotHeldError} if the lock is free */
  release(): void {
    this.#lock.release();
  }

  /**
   * Lets go of the lock, waits for a notification, and takes the lock again, even when it is cancelled meanwhile.
   *
   * @throws {NotHeldError} when awaited, if the lock is free
   * @throws {CancelledError} when awaited, if `signal` is aborted; with the lock held again, as always
   */
  wait({ signal }: Abortable = {}): Coro<void> {
    return coro(() => this.#wait(signal));
  }

  /** Waits until `predicate` holds; it is called with the lock held. */
  waitFor(predicate: () => boolean, { signal }: Abortable = {}): Coro<void> {
    const waiting = this.#wait.bind(this, signal);
    return coro(function* () {
      while (!predicate()) yield* waiting();
    });
  }

  /**
   * Wakes up to `count` of those who wait; they go on once they get the lock. Nobody waits: nothing is stored.
   *
   * @throws {NotHeldError} if the lock is free
   */
  notify(count = 1): void {
    if (!this.locked()) throw new NotHeldError("notify", "condition");
    this.#notify(count);
  }

  /** @throws {NotHeldError} if the lock is free */
  notifyAll(): void {
    this.notify(this.#waiters.size);
  }

  override words(): readonly (string | null | undefined)[] {
    return [this.#lock.words()[0], count(this.#waiters.size, "waiting")];
  }

  #notify(atMost: number): void {
    this.touch("write");
    let left = atMost;
    for (const waiter of this.#waiters) {
      if (left <= 0) return;
      if (waiter.done()) continue;
      left--;
      waiter.setResult();
    }
  }

  *#wait(signal: AbortSignal | undefined): Generator<Yieldable, void, unknown> {
    checkSignal(signal);
    this.touch("write");
    if (!this.locked()) throw new NotHeldError("wait", "condition");
    const waiter = this.createWaiter<void>("a condition", signal);
    this.release();
    let failure: { error: unknown } | null = null;
    this.#waiters.add(waiter);
    try {
      yield* waiter;
    } catch (error) {
      failure = { error };
    }
    this.touch("write");
    this.#waiters.delete(waiter);
    try {
      failure = (yield* this.#reacquire()) ?? failure;
    } catch (error) {
      failure = { error };
    }
    if (failure === null) return;
    this.#notify(1); // it may have been meant for us, and is not lost
    throw failure.error;
  }

  /** Takes the lock whatever happens; gives the last cancellation that came meanwhile. */
  *#reacquire(): Generator<Yieldable, { error: unknown } | null, unknown> {
    let cancellation: { error: unknown } | null = null;
    while (true) {
      try {
        yield* this.#lock.acquire();
        return cancellation;
      } catch (error) {
        if (!isCancelled(error)) throw error;
        cancellation = { error };
      }
    }
  }
}
