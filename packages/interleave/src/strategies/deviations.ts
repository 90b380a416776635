import { Arrival } from "../simulation/io.ts";
import { SimEvent } from "../simulation/event.ts";
import type { Alternative, Costs } from "./bounded-search.ts";
import { inOrderOfCost } from "./in-order-of-cost.ts";
import type { Part } from "./part.ts";
import type { Choice, Strategy } from "./strategy.ts";

/**
 * Schedules in order of their number of deviations from first-in-first-out.
 *
 * A deviation runs another event now, or puts the head behind everything else (for an I/O call that arrives: the call, or
 * the call and its response). Real races need one or two of them, however long the run-up, where a random walk falls off
 * exponentially with its length. Like delay bounding (Emmi, Qadeer, Rakamarić, POPL 2011).
 *
 * @param maxDeviations - complete up to this many, and then at its end
 */
export function deviations(maxDeviations = 3): Strategy {
  return deviationsOf(undefined, maxDeviations);
}

/** The schedules of a part: an item is a first deviation, with all that may follow it. */
export function deviationsOf(part: Part | undefined, bound: number = 3, search?: number): Strategy {
  return inOrderOfCost("deviations", deviationCosts, { bound, part, search }, (cost) => ({
    kind: "complete to deviations",
    deviations: cost,
  }));
}

const deviationCosts: Costs = {
  from: "start",
  alternatives(choice: Choice): Alternative[] {
    const found: Alternative[] = [{ act: 0, cost: 0 }];
    const head = choice.at(0);
    if (head instanceof SimEvent && !head.postponed) {
      found.push({ act: "postpone", cost: 1 });
      if (head instanceof Arrival && head.kind === "arrive") found.push({ act: "postpone both", cost: 1 });
    }
    for (let act = 1; act < choice.size; act++) found.push({ act, cost: 1 });
    return found;
  },
};
