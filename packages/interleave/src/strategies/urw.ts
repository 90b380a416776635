import { afterTrial, type Walk } from "./after-trial.ts";
import type { Draws } from "./draws.ts";
import type { RemainingEvents } from "./remaining-events.ts";
import type { Choice, Strategy } from "./strategy.ts";

/**
 * The uniform random walk: at every choice a task goes on with a probability in proportion to the events that it has still to
 * come. So every interleaving is equally likely, where tasks are sequences that do not wait for each other; a plain random
 * walk favours those that let a short task end early. Without end: the budget ends it.
 *
 * How many events a task has is measured by a trial run. Zhao, Wolff, Mathur, Roychoudhury: Selectively Uniform Concurrency
 * Testing, ASPLOS 2025.
 */
export function urw(seed = 1): Strategy {
  return afterTrial("urw", seed, (remaining, draws) => new UniformWalk(remaining, draws));
}

class UniformWalk implements Walk {
  readonly #remaining: RemainingEvents;
  readonly #draws: Draws;

  constructor(remaining: RemainingEvents, draws: Draws) {
    this.#remaining = remaining;
    this.#draws = draws;
  }

  begin(): void {
    this.#remaining.begin(() => true);
  }

  choose(_choice: Choice, owners: readonly string[]): number {
    for (const owner of owners) this.#remaining.appears(owner);
    const goesOn = this.#remaining.draw(owners, this.#draws.next, owners);
    const events: number[] = [];
    for (let index = 0; index < owners.length; index++) if (owners[index] === goesOn) events.push(index);
    return events[this.#draws.below(events.length)] as number;
  }

  happens(owner: string): void {
    this.#remaining.appears(owner);
    this.#remaining.happens(owner);
  }
}
