import type { Race } from "./race.ts";

/**
 * A call that another thread will make, unless it is cancelled first.
 *
 * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_soon_threadsafe
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
   * The other thread may be faster, and nobody can know beforehand: the answer is certain, and decided once. `true`: the
   * call is not made, now or later. `false`: too late, it has begun and may be over.
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
