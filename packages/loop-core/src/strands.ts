import type { Reject, Resolve } from "./coroutine.ts";
import type { Future } from "./future.ts";

/** What the code of a task waits for besides, while the task itself waits already: `Promise.all` in an async function. */
export class Strands {
  readonly #strands = new Set<Strand>();

  get size(): number {
    return this.#strands.size;
  }

  add(future: Future<unknown> | null, resolve: Resolve<unknown>, reject: Reject): Strand {
    const strand = { future, resolve, reject };
    this.#strands.add(strand);
    return strand;
  }

  delete(strand: Strand): void {
    this.#strands.delete(strand);
  }

  /** What each of them waits for. */
  futures(): (Future<unknown> | null)[] {
    return [...this.#strands].map(({ future }) => future);
  }
}

/** One wait; `future` is `null` where it is for the task's next turn. */
export interface Strand {
  readonly future: Future<unknown> | null;
  readonly resolve: Resolve<unknown>;
  readonly reject: Reject;
}
