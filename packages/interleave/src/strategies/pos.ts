import { conflict, unknownFootprint } from "../footprint.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { Draws } from "./draws.ts";
import type { Choice, Coverage, Guide, Strategy } from "./strategy.ts";

/**
 * Partial order sampling: every enabled event has a random priority, the highest happens, and those that race with it draw
 * theirs anew. So each order of two racing events is likely, however many others happen meanwhile. Without end: the budget
 * ends it.
 *
 * Which events race is known of calls that say what they touch (`touches`). Of the others any two may: where nothing is
 * declared, this is a random walk. Yuan, Yang, Gu: Partial Order Aware Concurrency Sampling, CAV 2018.
 */
export function pos(seed = 1): Strategy {
  return new Pos(seed);
}

class Pos implements Strategy, Guide {
  readonly name = "pos";
  readonly #draws: Draws;
  readonly #priorities = new Map<Occurrence, number>();

  constructor(seed: number) {
    this.#draws = new Draws(seed);
  }

  next(): Guide {
    this.#priorities.clear();
    return this;
  }

  choose(choice: Choice): number {
    const highest = this.#highest(choice);
    const footprint = choice.footprintAt(highest) ?? unknownFootprint;
    for (let index = 0; index < choice.size; index++) {
      const other = choice.footprintAt(index) ?? unknownFootprint;
      if (index === highest || conflict(footprint, other)) this.#priorities.delete(choice.at(index));
    }
    return highest;
  }

  learn(): void {}

  coverage(): Coverage {
    return { kind: "sampled" };
  }

  save(): number {
    return this.#draws.save();
  }

  restore(draws: number): void {
    this.#draws.restore(draws);
  }

  #highest(choice: Choice): number {
    let highest = 0;
    let highestPriority = -1;
    for (let index = 0; index < choice.size; index++) {
      const priority = this.#of(choice.at(index));
      if (priority > highestPriority) {
        highest = index;
        highestPriority = priority;
      }
    }
    return highest;
  }

  #of(event: Occurrence): number {
    let priority = this.#priorities.get(event);
    if (priority === undefined) this.#priorities.set(event, (priority = this.#draws.next()));
    return priority;
  }
}
