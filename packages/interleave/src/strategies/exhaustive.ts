import { ChoicePath, type SavedPath } from "./choice-path.ts";
import { type Part, whole } from "./part.ts";
import type { Choice, Coverage, Explored, Guide, Strategy, Surplus } from "./strategy.ts";

/**
 * Every schedule, depth first.
 *
 * Nothing is known of what steps have in common, so that no two orders are taken to be equivalent.
 */
export function exhaustive(): Strategy {
  return depthFirst(whole);
}

/** Every schedule of a part. */
export function depthFirst(part: Part, search?: number): Strategy {
  return new DepthFirst(part, search);
}

class DepthFirst implements Strategy, Guide {
  readonly name = "exhaustive";
  surplus: Surplus | undefined = undefined;
  readonly #path: ChoicePath;
  #complete = false;

  constructor(part: Part, search?: number) {
    this.#path = new ChoicePath(part, search);
  }

  next(): Guide | undefined {
    return this.#complete ? undefined : this;
  }

  choose({ size }: Choice): number {
    return this.#path.take(size);
  }

  learn({ abandoned = false }: Explored): void {
    this.surplus = this.#path.visited(abandoned) ? undefined : "redundant"; // it belongs to another part
    this.#complete = !this.#path.advance();
  }

  coverage(): Coverage {
    return this.#complete ? { kind: "complete" } : { kind: "sampled" };
  }

  estimate(): number | undefined {
    return this.#path.estimate();
  }

  save(): Saved {
    return { complete: this.#complete, path: this.#path.save() };
  }

  restore({ complete, path }: Saved): void {
    this.#complete = complete;
    this.#path.restore(path);
  }
}

interface Saved {
  readonly complete: boolean;
  readonly path: SavedPath;
}
