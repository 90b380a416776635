import { ChoicePath } from "./choice-path.ts";
import type { Choice, Coverage, Guide, Strategy } from "./strategy.ts";

/**
 * Every schedule, depth first.
 *
 * Nothing is known of what steps have in common, so that no two orders are taken to be equivalent.
 */
export function exhaustive(): Strategy {
  return new DepthFirst();
}

class DepthFirst implements Strategy, Guide {
  readonly name = "exhaustive";
  readonly #path = new ChoicePath();
  #complete = false;

  next(): Guide | undefined {
    return this.#complete ? undefined : this;
  }

  choose({ size }: Choice): number {
    return this.#path.take(size);
  }

  learn(): void {
    this.#complete = !this.#path.advance();
  }

  coverage(): Coverage {
    return this.#complete ? { kind: "complete" } : { kind: "sampled" };
  }
}
