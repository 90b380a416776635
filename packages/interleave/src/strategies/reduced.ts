import { seededRandom } from "@heddle/virtual-time";
import { type Interleavings, linearExtensionsOf } from "./linear-extensions.ts";
import { optimalOf } from "./optimal.ts";
import { type Part, whole } from "./part.ts";
import type { Coverage, Equivalence, Explored, Guide, Strategy, Surplus } from "./strategy.ts";

/**
 * One execution for each set of equivalent ones, and how many there are in these sets: what is saved. Up to observers nobody
 * knows how many there are: overwrites that nobody sees come in any order, and the causal order has them in one.
 *
 * @param search - which one it is, of several of the same exploration
 */
export function reduced(
  part: Part = whole,
  { search = 0, equivalence }: { readonly search?: number; readonly equivalence?: Equivalence | undefined } = {},
): Strategy {
  const optimal = optimalOf(part, search, equivalence);
  return equivalence === "observers" ? optimal : new Reduced(optimal);
}

/** To count the orders of an execution costs as much as to run it: after so many steps only one in so many is looked at. */
const COUNTED_STEPS = 10_000;
const COUNT_EVERY = 64;

class Reduced implements Strategy {
  readonly name: string;
  readonly #search: Strategy;
  #executions = 0;
  #orders = 0;
  #isExact = true;
  /** Whether there was an execution whose orders can't be counted. */
  #isUnknown = false;

  constructor(search: Strategy) {
    this.name = search.name;
    this.#search = search;
  }

  next(): Guide | undefined {
    return this.#search.next();
  }

  learn(explored: Explored): void {
    this.#search.learn(explored);
    if (this.surplus === undefined) this.#count(explored);
  }

  get surplus(): Surplus | undefined {
    return this.#search.surplus;
  }

  get error(): Error | undefined {
    return this.#search.error;
  }

  get remark(): string | undefined {
    return this.#search.remark;
  }

  /** Unless what is declared turns out to be wrong: then nobody knows what is equivalent. */
  get interleavings(): Interleavings | undefined {
    if (this.#isUnknown || this.remark !== undefined) return undefined;
    return { count: this.#orders, isExact: this.#isExact && this.#orders <= Number.MAX_SAFE_INTEGER };
  }

  coverage(): Coverage {
    return this.#search.coverage();
  }

  estimate(): number | undefined {
    return this.#search.estimate?.();
  }

  save(): Saved {
    return {
      search: this.#search.save?.(),
      executions: this.#executions,
      orders: this.#orders,
      isExact: this.#isExact,
      isUnknown: this.#isUnknown,
    };
  }

  restore({ search, executions, orders, isExact, isUnknown }: Saved): void {
    this.#search.restore?.(search);
    this.#executions = executions;
    this.#orders = orders;
    this.#isExact = isExact;
    this.#isUnknown = isUnknown;
  }

  #count({ run, fingerprint }: Explored): void {
    const position = this.#executions++;
    const isEarly = run === undefined || position * run.steps.length < COUNTED_STEPS;
    const weight = isEarly ? 1 : position % COUNT_EVERY === 0 ? COUNT_EVERY : 0;
    this.#isExact &&= isEarly;
    if (weight === 0 || this.#isUnknown) return;
    const orders = run && linearExtensionsOf(run, seededRandom(fingerprint));
    if (orders === undefined) {
      this.#isUnknown = true;
      return;
    }
    this.#isExact &&= orders.isExact;
    this.#orders += weight * orders.count;
  }
}

interface Saved {
  readonly search: unknown;
  readonly executions: number;
  readonly orders: number;
  readonly isExact: boolean;
  readonly isUnknown: boolean;
}
