import type { Suspension } from "./drive.ts";
import type { Handle, Runnable, TimerHandle } from "./handle.ts";

/**
 * Which enabled event happens next?
 *
 * The loop's second seam. A loop without a chooser has asyncio's order: a turn takes everything that is due. A loop
 * with one asks it whenever no callback is ready, and lets exactly one event happen: the earliest timer, or an event of
 * the outside world (an answer that arrives, a click, a cancellation), which the chooser itself keeps.
 *
 * Callbacks that are ready run first, in the order in which they were scheduled, unless the chooser keeps them.
 */
export interface Chooser {
  /**
   * @param timer - the earliest timer, if there is one; choosing it, or a later one, moves the clock to its deadline
   * @returns the event that happens now, before any callback that this call has scheduled; a {@link Suspension} to wait for something outside first; `undefined` if nothing
   *   may happen any more, which ends the run
   */
  choose(timer: TimerHandle | undefined): Runnable | Suspension | undefined;

  /**
   * A callback is ready.
   *
   * @returns whether the chooser keeps it: the loop forgets it, and `choose` will return it when it is to run
   */
  keep?(callback: Handle): boolean;
}
