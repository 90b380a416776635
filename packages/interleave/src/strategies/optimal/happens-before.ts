import { conflict, conflictObserved } from "../../footprint.ts";
import type { RunStep } from "./run.ts";
import { unobserved } from "./unobserved.ts";

/**
 * The causal order of a whole run: two steps that overwrite the same are in no order where nobody sees what the later one
 * writes. That is so only where footprints tell of overwrites.
 */
export function causalOrder(steps: readonly RunStep[]): HappensBefore {
  const order = new HappensBefore();
  const unseen = unobserved(steps);
  for (const [position, step] of steps.entries()) order.add(step, unseen[position]);
  return order;
}

/**
 * The causal order of the steps of a run: a step happens after the one that created it, after the steps that opened its
 * way, and after every earlier step with which it conflicts. Two runs are equivalent if they agree in their events and in
 * this order (Mazurkiewicz).
 */
export class HappensBefore {
  readonly #steps: RunStep[] = [];
  readonly #positions = new Map<number, number>();
  /** For each position a set of bits: the positions in its past, itself included. */
  readonly #pasts: Int32Array[] = [];
  readonly #conflicts: (readonly number[])[] = [];

  get steps(): readonly RunStep[] {
    return this.#steps;
  }

  /** Where an event happened; -1 if it did not. */
  position(event: number): number {
    return this.#positions.get(event) ?? -1;
  }

  /** Whether the step at `earlier` is the step at `later`, or happens before it. It must not come after it in the run. */
  inPast(earlier: number, later: number): boolean {
    return isSet(this.#pasts[later] as Int32Array, earlier);
  }

  /** Whether all that happens before the step at `position`, itself included, is in a set of positions, as bits. */
  isPastWithin(position: number, positions: Int32Array): boolean {
    const past = this.#pasts[position] as Int32Array;
    for (let word = 0; word < past.length; word++) {
      if (((past[word] as number) & ~(positions[word] as number)) !== 0) return false;
    }
    return true;
  }

  /**
   * The earlier steps with which a step conflicts directly, no third one being between them in this order: it might have
   * come before them. The steps that created it, or opened its way, are not among them.
   */
  immediateConflicts(position: number): readonly number[] {
    return this.#conflicts[position] as readonly number[];
  }

  /**
   * Adds the next step of the run.
   * @param unseen - the locations of which nobody sees what it writes there; by default somebody may
   */
  add(step: RunStep, unseen: readonly number[] = NOTHING): void {
    const position = this.#steps.length;
    const past = new Int32Array((position >>> 5) + 1);
    past[position >>> 5] = 1 << (position & 31);
    this.#join(past, this.position(step.creator));
    for (const { until } of step.waits) this.#join(past, this.position(until));
    const found: number[] = [];
    // From the latest to the earliest: what is not yet in the past when its turn comes has nothing in between.
    for (let earlier = position - 1; earlier >= 0; earlier--) {
      if (isSet(past, earlier)) continue;
      const { footprint } = this.#steps[earlier] as RunStep;
      const matters =
        unseen.length === 0 ? conflict(footprint, step.footprint) : conflictObserved(footprint, step.footprint, unseen);
      if (!matters) continue;
      this.#join(past, earlier);
      found.push(earlier);
    }
    this.#steps.push(step);
    this.#positions.set(step.event, position);
    this.#pasts.push(past);
    this.#conflicts.push(found);
  }

  /** Forgets all steps but the first `count`. */
  truncate(count: number): void {
    for (const { event } of this.#steps.splice(count)) this.#positions.delete(event);
    this.#pasts.length = count;
    this.#conflicts.length = count;
  }

  #join(past: Int32Array, earlier: number): void {
    if (earlier < 0) return;
    const other = this.#pasts[earlier] as Int32Array;
    for (let word = 0; word < other.length; word++) past[word] = (past[word] as number) | (other[word] as number);
  }
}

const NOTHING: readonly number[] = [];

function isSet(bits: Int32Array, index: number): boolean {
  return ((bits[index >>> 5] as number) & (1 << (index & 31))) !== 0;
}
