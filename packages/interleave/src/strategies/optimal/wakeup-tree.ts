import { conflict, type Footprint } from "../../footprint.ts";
import type { VersionedRun, VersionedStep } from "./versions.ts";

/**
 * A step of a wakeup tree: a way that the exploration will go. Its children are in the order in which they will be
 * explored; those of one step are never equivalent. A leaf has the run that begins with the way to it.
 */
export interface Branch {
  readonly step: VersionedStep;
  readonly children: Branch[];
  readonly run: VersionedRun | undefined;
}

/** A step of which it may not be known yet what it does. */
export interface Planned {
  readonly event: number;
  readonly footprint: Footprint | undefined;
}

/**
 * Whether `step` may come first, the sequence following it, without a change to either: it is in the sequence, with nothing
 * in conflict before it, or is not and conflicts with nothing (a weak initial, JACM 2017). `undefined` if that depends on
 * a step of which it is not known what it does.
 */
export function weakInitial(step: VersionedStep, sequence: readonly Planned[]): boolean | undefined {
  for (const { event, footprint } of sequence) {
    if (event === step.event) return true;
    if (footprint === undefined) return undefined;
    if (conflict(footprint, step.footprint)) return false;
  }
  return true;
}

/** Where in a wakeup tree a sequence belongs. */
export interface Place<Step extends Planned> {
  /** The steps that lead to it, from the root. */
  readonly way: readonly VersionedStep[];
  /** The children among which it goes last. */
  readonly siblings: Branch[];
  /** What is left of the sequence, the way having been gone. */
  readonly rest: readonly Step[];
}

/**
 * Finds the place of a sequence: down from the root, always to the first child that may come first.
 *
 * @returns "covered" if the way ends at a leaf: what follows there will cover the sequence; "unknown" if the place depends
 * on a step of which it is not known what it does
 */
export function placeOf<Step extends Planned>(
  root: Branch[],
  sequence: readonly Step[],
): Place<Step> | "covered" | "unknown" {
  const way: VersionedStep[] = [];
  let siblings = root;
  let rest = sequence;
  for (;;) {
    let next = -1;
    for (let index = 0; index < siblings.length && next < 0; index++) {
      const first = weakInitial((siblings[index] as Branch).step, rest);
      if (first === undefined) return "unknown";
      if (first) next = index;
    }
    if (next < 0) return siblings.length === 0 && way.length > 0 ? "covered" : { way, siblings, rest };
    const { step, children } = siblings[next] as Branch;
    way.push(step);
    siblings = children;
    rest = rest.filter(({ event }) => event !== step.event);
  }
}

/** A way without branches, along some steps, to a run; `undefined` without a step. */
export function chain(steps: readonly VersionedStep[], run: VersionedRun): Branch | undefined {
  let branch: Branch | undefined;
  for (const step of steps.toReversed()) {
    branch = branch === undefined ? { step, children: [], run } : { step, children: [branch], run: undefined };
  }
  return branch;
}
