import type { Alternative, Costs } from "./bounded-search.ts";
import { inOrderOfCost } from "./in-order-of-cost.ts";
import type { Choice, Strategy } from "./strategy.ts";

/**
 * Schedules in order of their number of delays.
 *
 * Without a delay tasks take turns: each goes on for as long as it can, then the next one does, in the order of their first
 * appearance, and after the last one the first. A delay passes over one event that would be next.
 *
 * @param maxDelays - complete up to this many, and then at its end
 * @see Emmi, Qadeer, Rakamarić, Delay-bounded scheduling, POPL 2011
 */
export function delays(maxDelays = 2): Strategy {
  return inOrderOfCost("delays", new RoundRobin(), { bound: maxDelays }, (cost) => ({
    kind: "complete to delays",
    delays: cost,
  }));
}

class RoundRobin implements Costs {
  readonly from = "start";
  /** The places of tasks in the round, in the order of their first appearance in any execution. */
  readonly #places = new Map<string, number>();

  alternatives(choice: Choice): Alternative[] {
    const owners = Array.from({ length: choice.size }, (_, index) => choice.ownerAt(index));
    for (const owner of owners) if (!this.#places.has(owner)) this.#places.set(owner, this.#places.size);
    const tasks = this.#places.size;
    const current = this.#places.get(choice.lastOwner) ?? 0;
    const turn = (index: number): number => {
      const place = this.#places.get(owners[index] as string) as number;
      return (place - current + tasks) % tasks;
    };
    const inTurn = owners.map((_, index) => index).toSorted((a, b) => turn(a) - turn(b));
    return inTurn.map((act, delayed) => ({ act, cost: delayed }));
  }

  save(): readonly string[] {
    return [...this.#places.keys()];
  }

  restore(names: readonly string[]): void {
    for (const name of names) this.#places.set(name, this.#places.size);
  }
}
