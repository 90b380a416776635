import { type Footprint, overwritten } from "../../footprint.ts";
import type { HappensBefore } from "./happens-before.ts";
import type { Reversal } from "./reversals.ts";
import type { VersionedRun, VersionedStep } from "./versions.ts";

/**
 * The race of two steps that have nothing in common but what both overwrite, turned round for the sake of each step that
 * sees which of them came later, and for the sake of the end: up to there the run is planned, for only there is it a new one.
 *
 * Steps that would find something else now are left out, with all that comes of them.
 *
 * @see Aronis, Jonsson, Lång, Sagonas, Optimal dynamic partial order reduction with observers, TACAS 2018
 */
export function* overwritesReversed(
  { steps }: VersionedRun,
  order: HappensBefore,
  [earlier, later]: readonly [number, number],
): Generator<Reversal, void, undefined> {
  const written = new Set(overwritten(footprintAt(steps, earlier), footprintAt(steps, later)));
  const observers: number[] = [];
  for (let position = later + 1; position < steps.length; position++) {
    const { reads, writes, overwrites, unknown } = footprintAt(steps, position);
    const looks = (location: number): boolean =>
      reads.includes(location) || (writes.includes(location) && overwrites?.includes(location) !== true);
    const isFirst = !observers.some((one) => order.inPast(one, position));
    if (isFirst && (unknown || [...written].some(looks))) observers.push(position);
    if (unknown) written.clear();
    for (const location of writes) written.delete(location); // later ones see something else there
  }
  const before: VersionedStep[] = [];
  const after: VersionedStep[] = [];
  for (let position = earlier + 1; position < steps.length; position++) {
    if (position === later || observers.some((one) => one <= position && order.inPast(one, position))) continue;
    const isAfter = order.inPast(earlier, position) || order.inPast(later, position);
    (isAfter ? after : before).push(steps[position] as VersionedStep);
  }
  const sequence = [...before, steps[later] as VersionedStep, steps[earlier] as VersionedStep, ...after];
  for (const observer of observers) yield { depth: earlier, sequence, last: steps[observer] as VersionedStep };
  // What is there in the end counts as seen.
  if (written.size > 0)
    yield { depth: earlier, sequence: sequence.slice(0, -1), last: sequence.at(-1) as VersionedStep };
}

function footprintAt(steps: readonly VersionedStep[], position: number): Footprint {
  return (steps[position] as VersionedStep).footprint;
}
