import { type Abortable, checkSignal } from "../abort-signal.ts";
import { coro, type Coro, type Yieldable } from "../coroutine.ts";
import type { Future } from "../future.ts";
import { count } from "../text-form.ts";
import { LoopBound } from "./loop-bound.ts";

/**
 * A flag that tasks wait for. (asyncio calls it `Event`, a name that the DOM has taken.)
 *
 * @see https://docs.python.org/3/library/asyncio-sync.html#asyncio.Event
 * @example
 * const ready = new AsyncEvent();
 * createTask(async () => ready.set());
 * await ready.wait();
 */
export class AsyncEvent extends LoopBound {
  readonly #waiters = new Set<Future<void>>();
  #set = false;

  isSet(): boolean {
    this.touch("read");
    return this.#set;
  }

  /** Sets the flag and wakes all who wait, even if it is cleared in the same step. */
  set(): void {
    this.touch("write");
    if (this.#set) return;
    this.#set = true;
    for (const waiter of this.#waiters) if (!waiter.done()) waiter.setResult();
  }

  clear(): void {
    this.touch("write");
    this.#set = false;
  }

  /**
   * Waits until the flag is set; not at all if it is set already.
   *
   * @throws {CancelledError} when awaited, if `signal` is aborted before that
   */
  wait({ signal }: Abortable = {}): Coro<void> {
    return coro(() => this.#wait(signal));
  }

  override words(): readonly (string | null)[] {
    return [this.#set ? "set" : "unset", count(this.#waiters.size, "waiting")];
  }

  *#wait(signal: AbortSignal | undefined): Generator<Yieldable, void, unknown> {
    checkSignal(signal);
    this.touch("write");
    if (this.#set) return;
    const waiter = this.createWaiter<void>("an event", signal);
    this.#waiters.add(waiter);
    try {
      yield* waiter;
    } finally {
      this.#waiters.delete(waiter);
    }
  }
}
