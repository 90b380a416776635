import type { Footprint } from "../../footprint.ts";

// What an exploration is told of a run. It finds every trace if all of this holds:
//
// - A step does the same wherever it finds the same: at the locations of its footprint, and in what its creator brought.
// - Two runs that differ in the order of steps that do not conflict are told alike, each event with its number.
// - If a step closes the way of an event, or drops it, then the two conflict, in whichever order they come: such a pair has
//   a location in common, that one of them writes.
// - If a step opens the way of an event, the event's waits name it.
// - The exploration is asked at every choice, to the last step that it is told of.

/**
 * A stretch of a run in which an event could not have happened, whether it existed then or not: a lock that it wants was
 * held, the message before it was still on its way, an earlier timer was set.
 */
export interface Wait {
  /** The event that closed its way; -1 if it was closed from the start. */
  readonly since: number;
  /** The event that opened it, after `since` in the causal order; -1 if it stayed closed to the end of the run. */
  readonly until: number;
}

/** An event that existed at the end of a run, and never happened. */
export interface Pending {
  /** Its identity: a number that means the same in every run in which the event occurs. */
  readonly event: number;
  /** The event whose step created it; -1 if it was there from the start. */
  readonly creator: number;
  /** All stretches, of each thing that it waits for: the last one alone is not enough. */
  readonly waits: readonly Wait[];
  /**
   * Where its step picks other values than the first: the events that the same step is with the first value at the last of
   * these picks, at the last two, and so on to all of them; the latter comes first. At most one of all these can happen.
   */
  readonly insteadOf?: readonly number[] | undefined;
}

/** An event that happened: one step of a run. */
export interface RunStep extends Pending {
  /** What it did in this run. It may do something else where a step that it conflicts with comes later. */
  readonly footprint: Footprint;
}

/** A run to its end: what happened, in order, and what did not. */
export interface Run {
  readonly steps: readonly RunStep[];
  readonly pending: readonly Pending[];
}

/** Its step with the first value at all of its picks. */
export function rootOf({ event, insteadOf }: Pending): number {
  return insteadOf?.[0] ?? event;
}
