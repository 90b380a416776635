import { towards, type Waypoint } from "./linear-extension.ts";
import type { Difference } from "./permuted-run.ts";

/** A swap of two steps that commute, by what is declared, and what came of it. */
export interface Culprits {
  readonly swapped: readonly [number, number];
  readonly difference: Difference;
}

/**
 * On the way from the order of a run to another one, which makes a difference, looks for a swap that makes it: of which one
 * side still ends as the run, and the other does not.
 */
export class Bisection {
  readonly #extension: readonly number[];
  /** After so many swaps nothing is different yet. */
  #same = 0;
  /** After so many something is. */
  #differs: number;
  #difference: Difference;

  constructor(extension: readonly number[], difference: Difference) {
    this.#extension = extension;
    this.#differs = towards(extension, Infinity).swaps;
    this.#difference = difference;
  }

  /** The order to be tried next. */
  get order(): readonly number[] {
    return this.#at(this.#middle).order;
  }

  /** What came of it. */
  learn(difference: Difference | undefined): void {
    if (difference === undefined) this.#same = this.#middle;
    else {
      this.#differs = this.#middle;
      this.#difference = difference;
    }
  }

  /** The swap, once it is found. */
  get found(): Culprits | undefined {
    const { swapped } = this.#at(this.#differs);
    const isFound = this.#differs - this.#same <= 1 && swapped !== undefined;
    return isFound ? { swapped, difference: this.#difference } : undefined;
  }

  get #middle(): number {
    return Math.floor((this.#same + this.#differs) / 2);
  }

  #at(swaps: number): Waypoint {
    return towards(this.#extension, swaps);
  }
}
