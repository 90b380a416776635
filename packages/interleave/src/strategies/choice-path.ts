/**
 * A path through a tree of choices, which visits every leaf once, depth first: each execution follows it and lengthens it
 * by first alternatives; then it goes on at the last choice that has another.
 */
export class ChoicePath {
  readonly #taken: number[] = [];
  readonly #widths: number[] = [];
  #depth = 0;

  /** The alternative to take at the next choice of this execution, of `width` alternatives. */
  take(width: number): number {
    const depth = this.#depth++;
    if (depth === this.#taken.length) {
      this.#taken.push(0);
      this.#widths.push(width);
    }
    return this.#taken[depth] as number;
  }

  /** The execution has ended: goes on to the next leaf. `false` when all have been visited. */
  advance(): boolean {
    this.#depth = 0;
    while (this.#taken.length > 0) {
      const last = this.#taken.length - 1;
      const untried = (this.#taken[last] as number) + 1;
      if (untried < (this.#widths[last] as number)) {
        this.#taken[last] = untried;
        return true;
      }
      this.#taken.pop();
      this.#widths.pop();
    }
    return false;
  }
}
