import type { Race } from "./race.ts";

/**
 * A call that another thread will make, unless it is cancelled first.
 *
 * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_soon_threadsafe
 * @example
 * const handle = thread.callSoonThreadsafe("send", letter);
 * if (!handle.cancel()) thread.callSoonThreadsafe("apologise", letter);
 */
export class ThreadsafeHandle {
  readonly #race: Race;

  /** Made by {@link LoopThread.callSoonThreadsafe}. */
  constructor(race: Race) {
    this.#race = race;
  }

  /**
   * Cancels the call, if that is still possible.
   *
   * Unlike that of the loop's own `Handle`, it says whether it was in time. In the thread of the loop nothing can run
   * between a look at the handle and its `cancel()`; from here the other thread may be faster, and nobody can know
   * beforehand. CPython waits until a call that has begun is over; that would block this thread.
   *
   * @returns `true`: the call is not made, now or later; `false`: it has begun, and may be over. Decided once, for good.
   */
  cancel(): boolean {
    return this.#race.cancel();
  }

  /** Whether it was cancelled in time. */
  get cancelled(): boolean {
    return this.#race.cancelled();
  }

  /** Whether the other thread has begun the call: too late for {@link cancel}. */
  get begun(): boolean {
    return this.#race.taken();
  }
}
