import { Bisection, type Culprits } from "./optimal/bisection.ts";
import type { Difference, Finished } from "./optimal/permuted-run.ts";

/** Another order of an execution's steps, as positions in it, in which nothing must be different. */
export interface Check {
  readonly finished: Finished;
  readonly order: readonly number[];
  /** The two that are swapped; `undefined`: more than two are. */
  readonly swapped: readonly [number, number] | undefined;
}

/**
 * A check has shown a difference. That the order is the reason is known once the execution, run once more as it was, shows
 * none; then bisection finds two steps whose order makes it.
 */
export class Suspicion {
  readonly check: Check;
  readonly difference: Difference;
  /** Once the order is known to be the reason. */
  #bisection: Bisection | undefined;

  constructor(check: Check, difference: Difference) {
    this.check = check;
    this.difference = difference;
  }

  /** The order to be run next. */
  get order(): readonly number[] {
    return this.#bisection?.order ?? [...this.check.finished.run.steps.keys()];
  }

  /**
   * What came of it.
   *
   * @returns the two steps; `"dismissed"`, as it is another execution each time, whatever the order; `undefined`: not yet known
   */
  learn(difference: Difference | undefined): Culprits | "dismissed" | undefined {
    const { order, swapped } = this.check;
    if (this.#bisection !== undefined) this.#bisection.learn(difference);
    else if (difference !== undefined) return "dismissed";
    else if (swapped !== undefined) return { swapped, difference: this.difference };
    else this.#bisection = new Bisection(order, this.difference);
    return this.#bisection.found;
  }
}
