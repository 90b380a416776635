import type { Footprint } from "../footprint.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { Draws } from "./draws.ts";
import { RemainingEvents, type SavedEvents } from "./remaining-events.ts";
import type { Choice, Coverage, Explored, Guide, Strategy } from "./strategy.ts";

/**
 * The uniform random walk: at every choice a task goes on with a probability in proportion to the events that it has still to
 * come. So every interleaving is equally likely, where tasks are sequences that do not wait for each other; a plain random
 * walk favours those that let a short task end early. Without end: the budget ends it.
 *
 * How many events a task has, and which it starts, is measured by a trial run, a random walk: the first that passes, since
 * one that fails may be cut short. Zhao, Wolff, Mathur, Roychoudhury: Selectively Uniform Concurrency Testing, ASPLOS 2025.
 */
export function urw(seed = 1): Strategy {
  return new Urw(seed);
}

class Urw implements Strategy, Guide {
  readonly name = "urw";
  readonly #draws: Draws;
  readonly #remaining = new RemainingEvents();
  #isTrial = true;

  constructor(seed: number) {
    this.#draws = new Draws(seed);
  }

  next(): Guide {
    if (this.#isTrial) this.#remaining.beginTrial();
    else this.#remaining.begin(() => true);
    return this;
  }

  choose(choice: Choice): number {
    if (this.#isTrial) return this.#draws.below(choice.size);
    const owners: string[] = [];
    for (let index = 0; index < choice.size; index++) {
      const owner = choice.ownerAt(index);
      this.#remaining.appears(owner);
      owners.push(owner);
    }
    const goesOn = this.#remaining.draw(owners, this.#draws.next, 1);
    const events: number[] = [];
    for (let index = 0; index < owners.length; index++) if (owners[index] === goesOn) events.push(index);
    return events[this.#draws.below(events.length)] as number;
  }

  happens(event: Occurrence, owner: string, footprint: Footprint | undefined): void {
    if (this.#isTrial) {
      this.#remaining.measure(event, owner, footprint);
      return;
    }
    this.#remaining.appears(owner);
    this.#remaining.happens(owner);
  }

  learn({ failed }: Explored): void {
    if (!failed) this.#isTrial = false;
  }

  coverage(): Coverage {
    return { kind: "sampled" };
  }

  save(): Saved {
    return { draws: this.#draws.save(), isTrial: this.#isTrial, events: this.#remaining.save() };
  }

  restore({ draws, isTrial, events }: Saved): void {
    this.#draws.restore(draws);
    this.#isTrial = isTrial;
    this.#remaining.restore(events);
  }
}

interface Saved {
  readonly draws: number;
  readonly isTrial: boolean;
  readonly events: SavedEvents;
}
