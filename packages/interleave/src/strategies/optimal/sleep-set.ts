import { conflict } from "../../footprint.ts";
import type { VersionedStep } from "./versions.ts";

/**
 * The events whose every continuation here is equivalent to one explored elsewhere, with what they would do (Godefroid,
 * LNCS 1032, 1996).
 */
export type SleepSet = readonly VersionedStep[];

/** The events that still sleep after `step`: one in conflict with it wakes up. */
export function afterStep(asleep: SleepSet, step: VersionedStep): SleepSet {
  return asleep.filter(({ event, footprint }) => event !== step.event && !conflict(footprint, step.footprint));
}
