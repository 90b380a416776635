import { depthFirst } from "./exhaustive.ts";
import type { Interleavings } from "./linear-extensions.ts";
import { type Part, whole } from "./part.ts";
import { reduced } from "./reduced.ts";
import type { Coverage, Equivalence, Explored, Guide, Strategy, Surplus } from "./strategy.ts";

/**
 * One execution for each set of equivalent ones; every schedule, where it turns out that declared footprints do not tell
 * everything. A part of several ends there: the others need not have found that out.
 */
export function declared(part: Part, equivalence: Equivalence): Strategy {
  return part.count === 1 ? new Declared(equivalence) : reduced(part);
}

class Declared implements Strategy {
  #current: Strategy;
  remark: string | undefined = undefined;

  constructor(equivalence: Equivalence) {
    this.#current = reduced(whole, { equivalence });
  }

  get name(): string {
    return this.#current.name;
  }

  get surplus(): Surplus | undefined {
    return this.#current.surplus;
  }

  next(): Guide | undefined {
    const guide = this.#current.next();
    if (guide !== undefined || this.remark !== undefined) return guide;
    const { remark } = this.#current;
    if (remark === undefined) return undefined;
    this.#fallBack(remark);
    return this.#current.next();
  }

  learn(explored: Explored): void {
    this.#current.learn(explored);
  }

  get interleavings(): Interleavings | undefined {
    return this.#current.interleavings;
  }

  coverage(): Coverage {
    return this.#current.coverage();
  }

  estimate(): number | undefined {
    return this.#current.estimate?.();
  }

  save(): Saved {
    return { remark: this.remark ?? null, current: this.#current.save?.() };
  }

  restore({ remark, current }: Saved): void {
    if (remark !== null) this.#fallBack(remark);
    this.#current.restore?.(current);
  }

  #fallBack(remark: string): void {
    this.remark = remark;
    this.#current = depthFirst(whole);
  }
}

interface Saved {
  readonly remark: string | null;
  readonly current: unknown;
}
