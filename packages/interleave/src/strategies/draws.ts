import { seededRandom } from "@heddle/virtual-time";

/** A sequence of random numbers that can be continued later: equal seeds and counts are followed by equal numbers. */
export class Draws {
  readonly #random: () => number;
  #count = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** In [0, 1). */
  readonly next = (): number => {
    this.#count++;
    return this.#random();
  };

  /** A whole number below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  save(): number {
    return this.#count;
  }

  /** Of a sequence that has not begun. */
  restore(count: number): void {
    while (this.#count < count) this.next();
  }
}
