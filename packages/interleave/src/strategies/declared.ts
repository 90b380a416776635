import { exhaustive } from "./exhaustive.ts";
import { optimal } from "./optimal.ts";
import type { Coverage, Explored, Guide, Strategy, Surplus } from "./strategy.ts";

/**
 * One execution for each set of equivalent ones; every schedule, where it turns out that declared footprints do not tell
 * everything.
 */
export function declared(): Strategy {
  return new Declared();
}

class Declared implements Strategy {
  #current = optimal();
  remark: string | undefined = undefined;

  get name(): string {
    return this.#current.name;
  }

  get surplus(): Surplus | undefined {
    return this.#current.surplus;
  }

  next(): Guide | undefined {
    const guide = this.#current.next();
    if (guide !== undefined || this.remark !== undefined) return guide;
    this.remark = this.#current.remark;
    if (this.remark === undefined) return undefined;
    this.#current = exhaustive();
    return this.#current.next();
  }

  learn(explored: Explored): void {
    this.#current.learn(explored);
  }

  coverage(): Coverage {
    return this.#current.coverage();
  }
}
