import { ConcurrentFuture } from "@heddle/loop-core";
import type { Race } from "./race.ts";

/** The result of a task in another thread: whether it was cancelled in time is decided by the {@link Race}, for both. */
export class ThreadFuture<T> extends ConcurrentFuture<T> {
  readonly #race: Race;

  constructor(race: Race) {
    super();
    this.#race = race;
  }

  /** Whether the task is done, and its result on the way: too late to {@link cancel}. */
  override running(): boolean {
    return !this.done() && this.#race.taken();
  }

  /** Cancels it, if the task is not done: `true` then, for good. */
  override cancel(): boolean {
    return this.cancelled() || (this.#race.cancel() && super.cancel());
  }

  /** The task was cancelled in its own thread, and the result is that. */
  endAsCancelled(): void {
    super.cancel();
  }

  /** It has failed: the thread says so, or is gone. Too late to {@link cancel}, whoever was first. */
  endWith(error: unknown): void {
    this.#race.take();
    if (!this.done()) this.setException(error);
  }
}
