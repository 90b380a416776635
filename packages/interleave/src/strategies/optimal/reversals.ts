import { type Footprint, onlyOverwriteTheSame } from "../../footprint.ts";
import type { HappensBefore } from "./happens-before.ts";
import { overwritesReversed } from "./observed-overwrites.ts";
import type { Pending } from "./run.ts";
import type { VersionedRun, VersionedStep } from "./versions.ts";

/** A race turned round: after the first `depth` steps of the run, `sequence` instead of what came there. */
export interface Reversal {
  readonly depth: number;
  /** First all steps that do not depend on what has been overtaken, */
  readonly sequence: readonly VersionedStep[];
  /** then the event that overtakes. What it does in its new place is not known. */
  readonly last: Pending;
}

/**
 * Every race of a run, turned round: v = notdep(e, E) · e′ in Abdulla, Aronis, Jonsson, Sagonas, "Optimal dynamic partial
 * order reduction" (POPL 2014; "Source sets", JACM 2017).
 *
 * A race is two steps in conflict, with nothing between them in the causal order, or an event and the step that kept it
 * waiting. The latter two races are found even if the event never happened: it waited to the end, or was dropped.
 *
 * @param overwrites - whether it matters to nobody in which order two steps overwrite the same, unless a later one sees it
 */
export function* reversals(
  run: VersionedRun,
  order: HappensBefore,
  overwrites: "always matter" | "matter if seen" = "always matter",
): Generator<Reversal, void, undefined> {
  for (const [earlier, event] of races(run, order)) {
    const overtaken = overtakenBy(event, order, earlier);
    if (overtaken === undefined) continue;
    const later = overwrites === "always matter" ? -1 : order.position(event.event);
    if (later >= 0 && onlyOverwriteTheSame(footprintAt(run, earlier), footprintAt(run, later)))
      yield* overwritesReversed(run, order, [earlier, later]);
    else yield reversal(run, order, overtaken, event);
  }
}

function footprintAt({ steps }: VersionedRun, position: number): Footprint {
  return (steps[position] as VersionedStep).footprint;
}

function races({ steps, pending }: VersionedRun, order: HappensBefore): [earlier: number, event: Pending][] {
  const found: [number, Pending][] = [];
  for (let position = 0; position < steps.length; position++) {
    const step = steps[position] as VersionedStep;
    for (const earlier of order.immediateConflicts(position)) found.push([earlier, step]);
    for (const earlier of lastToClose(step, order)) found.push([earlier, step]);
  }
  for (const event of pending) for (const earlier of lastToClose(event, order)) found.push([earlier, event]);
  return found;
}

/** The steps that closed the way of an event, but for those that happen before another one that did. */
function lastToClose({ waits }: Pending, order: HappensBefore): readonly number[] {
  if (waits.length === 0) return [];
  const closing = waits.map(({ since }) => order.position(since)).filter((position) => position >= 0);
  return closing.filter((one) => !closing.some((other) => other > one && order.inPast(one, other)));
}

function reversal(
  { steps }: VersionedRun,
  order: HappensBefore,
  overtaken: readonly number[],
  last: Pending,
): Reversal {
  const depth = Math.min(...overtaken);
  const sequence: VersionedStep[] = [];
  for (let position = depth + 1; position < steps.length; position++) {
    const step = steps[position] as VersionedStep;
    if (step.event !== last.event && stays(order, position, overtaken)) sequence.push(step);
  }
  return { depth, sequence, last };
}

/**
 * The steps that `event` has to overtake to come before `earlier`: that one, and whatever else closes its way where the
 * step that opened it again is gone. `undefined` if it owes its existence, or its way, to one of them.
 */
function overtakenBy(event: Pending, order: HappensBefore, earlier: number): readonly number[] | undefined {
  const overtaken = [earlier];
  const creator = order.position(event.creator);
  for (let grown = true; grown;) {
    if (creator >= 0 && !stays(order, creator, overtaken)) return undefined;
    grown = false;
    for (const { since, until } of event.waits) {
      if (until >= 0 && stays(order, order.position(until), overtaken)) continue;
      if (since < 0) return undefined;
      const closing = order.position(since);
      if (!stays(order, closing, overtaken)) continue;
      overtaken.push(closing);
      grown = true;
    }
  }
  return overtaken;
}

/** Whether a step still comes when the overtaken ones come later: it does not happen after any of them. */
function stays(order: HappensBefore, position: number, overtaken: readonly number[]): boolean {
  for (const one of overtaken) if (order.inPast(one, position)) return false;
  return true;
}
