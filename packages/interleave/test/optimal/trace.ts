import { conflict, type Footprint } from "../../src/footprint.ts";
import type { RunStep } from "../../src/strategies/optimal/run.ts";

/**
 * What equivalent runs have in common, as a number: a hash of their Foata normal form, in which the level of a step is one
 * more than the highest of the earlier steps on which it depends.
 */
export class Trace {
  readonly #steps: RunStep[] = [];
  readonly #levels: number[] = [];
  readonly #hashes: number[] = [0];

  push(step: RunStep): void {
    let level = 0;
    for (let earlier = 0; earlier < this.#steps.length; earlier++) {
      const other = this.#steps[earlier] as RunStep;
      if ((this.#levels[earlier] as number) < level) continue;
      if (other.event === step.creator || conflict(other.footprint, step.footprint))
        level = (this.#levels[earlier] as number) + 1;
    }
    this.#steps.push(step);
    this.#levels.push(level);
    // A sum, for the order within a level tells nothing.
    this.#hashes.push((this.key + hash(step.event, level, step.footprint)) % 2 ** 52);
  }

  pop(): void {
    this.#steps.pop();
    this.#levels.pop();
    this.#hashes.pop();
  }

  get key(): number {
    return this.#hashes.at(-1) as number;
  }
}

export function traceOf(steps: readonly RunStep[]): number {
  const trace = new Trace();
  for (const step of steps) trace.push(step);
  return trace.key;
}

function hash(event: number, level: number, { reads, writes }: Footprint): number {
  let high = mix(mix(0x9e3779b9, event), level);
  let low = mix(mix(0x85ebca6b, level), event);
  // Likewise: locations have no order.
  let touched = 0;
  for (const location of reads) touched += mix(1, location);
  for (const location of writes) touched += mix(2, location);
  high = mix(high, touched);
  low = mix(low, touched);
  return (high >>> 12) * 2 ** 32 + (low >>> 0);
}

function mix(seed: number, value: number): number {
  let mixed = Math.imul(seed ^ value, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) + 0x165667b1;
}
