import { type Abortable, checkSignal } from "../abort-signal.ts";
import { coro, type Coro, type Yieldable } from "../coroutine.ts";
import { isCancelled } from "../errors.ts";
import type { Future } from "../future.ts";
import { NotHeldError } from "./errors.ts";
import { runningLoopOrNull } from "../running-loop.ts";
import type { Task } from "../task.ts";
import { count } from "../text-form.ts";
import { LoopBound } from "./loop-bound.ts";

/** What `acquire()` gives: it releases when its scope ends (`using`), whatever was thrown. */
export interface Held {
  [Symbol.dispose](): void;
}

/**
 * One at a time, in the order of asking. It has no owner: whoever likes may release it.
 *
 * @see https://docs.python.org/3/library/asyncio-sync.html#asyncio.Lock
 * @example
 * const lock = new Lock();
 * {
 *   using _held = await lock.acquire();
 *   await write();
 * }
 */
export class Lock extends LoopBound {
  readonly #waiters = new Set<Future<void>>();
  #locked = false;
  /** Who acquired it, for reports. */
  #holder: Task<unknown> | null = null;

  locked(): boolean {
    this.touch("read");
    return this.#locked;
  }

  /**
   * Waits until the lock is free, and takes it. A free lock for which others wait is not given to newcomers.
   *
   * @throws {CancelledError} when awaited, if `signal` is aborted before that
   */
  acquire({ signal }: Abortable = {}): Coro<Held> {
    return coro(() => this.#acquire(signal));
  }

  *#acquire(signal: AbortSignal | undefined): Generator<Yieldable, Held, unknown> {
    checkSignal(signal);
    this.touch("write");
    if (this.#locked || this.#somebodyWaits()) {
      const waiter = this.createWaiter<void>("a lock", signal);
      this.#waiters.add(waiter);
      try {
        yield* waiter;
        this.touch("write");
        this.#waiters.delete(waiter);
      } catch (error) {
        this.touch("write");
        this.#waiters.delete(waiter);
        // Woken, but cancelled before it could take the lock: the next one's turn.
        if (isCancelled(error) && !this.#locked) this.#wakeFirst();
        throw error;
      }
    }
    this.#locked = true;
    this.#holder = runningLoopOrNull()?.taskOfCode() ?? null;
    return new HeldLock(this);
  }

  /**
   * Frees the lock and wakes the first who waits; that one takes it when its turn comes.
   *
   * @throws {NotHeldError} if it is free
   */
  release(): void {
    this.touch("write");
    if (!this.#locked) throw new NotHeldError("release", "lock");
    this.#locked = false;
    this.#holder = null;
    this.#wakeFirst();
  }

  override describeWait(label: string): string {
    const holder = this.#holder === null ? "" : ` (held by "${this.#holder.name}")`;
    return `${super.describeWait(label)}${holder}`;
  }

  override words(): readonly (string | null)[] {
    const holder = this.#holder === null ? "" : ` by "${this.#holder.name}"`;
    return [this.#locked ? `locked${holder}` : "unlocked", count(this.#waiters.size, "waiting")];
  }

  #wakeFirst(): void {
    const [first] = this.#waiters;
    if (first?.done() === false) first.setResult();
  }

  #somebodyWaits(): boolean {
    for (const waiter of this.#waiters) if (!waiter.cancelled()) return true;
    return false;
  }
}

class HeldLock implements Held {
  readonly #lock: { release: () => void };

  constructor(lock: { release: () => void }) {
    this.#lock = lock;
  }

  [Symbol.dispose](): void {
    this.#lock.release();
  }
}
