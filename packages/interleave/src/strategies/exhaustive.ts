import type { Choice, Coverage, Guide, Strategy } from "./strategy.ts";

/**
 * Every schedule, depth first: the path of the last execution, with its last untried choice taken.
 *
 * Nothing is known of what steps have in common, so that no two orders are taken to be equivalent.
 */
export function exhaustive(): Strategy {
  return new DepthFirst();
}

class DepthFirst implements Strategy, Guide {
  readonly name = "exhaustive";
  readonly #taken: number[] = [];
  readonly #widths: number[] = [];
  #depth = 0;
  #complete = false;

  next(): Guide | undefined {
    this.#depth = 0;
    return this.#complete ? undefined : this;
  }

  choose({ size }: Choice): number {
    const depth = this.#depth++;
    if (depth < this.#taken.length) return this.#taken[depth] as number;
    this.#taken.push(0);
    this.#widths.push(size);
    return 0;
  }

  learn(): void {
    while (this.#taken.length > 0) {
      const last = this.#taken.length - 1;
      const untried = (this.#taken[last] as number) + 1;
      if (untried < (this.#widths[last] as number)) {
        this.#taken[last] = untried;
        return;
      }
      this.#taken.pop();
      this.#widths.pop();
    }
    this.#complete = true;
  }

  coverage(): Coverage {
    return this.#complete ? { kind: "complete" } : { kind: "sampled" };
  }
}
