import type { Alternative, Costs } from "./bounded-search.ts";
import { inOrderOfCost } from "./in-order-of-cost.ts";
import type { Part } from "./part.ts";
import type { Choice, Strategy } from "./strategy.ts";

/**
 * Schedules in order of their number of preemptions: a preemption leaves a task that could go on. Going on with another
 * one when it can't costs nothing.
 *
 * Few preemptions find most bugs. Each level holds far more schedules than the same number of deviations or delays.
 *
 * @param maxPreemptions - complete up to this many, and then at its end
 * @see Musuvathi and Qadeer, Iterative context bounding for systematic testing of multithreaded programs, PLDI 2007
 */
export function preemptions(maxPreemptions = 2): Strategy {
  return preemptionsOf(undefined, maxPreemptions);
}

/** The schedules of a part: an item is a first preemption, with all that may follow it. */
export function preemptionsOf(part: Part | undefined, bound: number = 2): Strategy {
  return inOrderOfCost("preemptions", preemptionCosts, { bound, part }, (cost) => ({
    kind: "complete to preemptions",
    preemptions: cost,
  }));
}

export const preemptionCosts: Costs = {
  from: "end", // where a task is left late, a reader sees first what it has done until then
  alternatives(choice: Choice): Alternative[] {
    const same: number[] = [];
    const others: number[] = [];
    for (let index = 0; index < choice.size; index++) {
      (choice.ownerAt(index) === choice.lastOwner ? same : others).push(index);
    }
    const preempts = same.length > 0 && choice.step > 1; // the first event leaves nobody
    return [...same.map((act) => ({ act, cost: 0 })), ...others.map((act) => ({ act, cost: preempts ? 1 : 0 }))];
  },
};
