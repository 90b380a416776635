import type { Footprint } from "../footprint.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { Draws } from "./draws.ts";
import { RemainingEvents, type SavedEvents } from "./remaining-events.ts";
import type { Choice, Coverage, Explored, Guide, Strategy } from "./strategy.ts";

/** Decides executions by what tasks have still to come. */
export interface Walk {
  /** An execution begins. */
  begin(): void;
  /** @param owners - of the enabled events, by index */
  choose(choice: Choice, owners: readonly string[]): number;
  /** An event happens. */
  happens(owner: string, footprint: Footprint | undefined): void;
}

/**
 * A sampler that knows beforehand how many events each task has, and which it starts, by a trial run: a random walk, the
 * first that passes, since one that fails may be cut short. Without end: the budget ends it.
 *
 * @param walkOf - what comes after the trial, of which the remaining events tell
 */
export function afterTrial(
  name: string,
  seed: number,
  walkOf: (remaining: RemainingEvents, draws: Draws) => Walk,
): Strategy {
  return new AfterTrial(name, seed, walkOf);
}

class AfterTrial implements Strategy, Guide {
  readonly name: string;
  readonly #draws: Draws;
  readonly #remaining = new RemainingEvents();
  readonly #walk: Walk;
  #isTrial = true;

  constructor(name: string, seed: number, walkOf: (remaining: RemainingEvents, draws: Draws) => Walk) {
    this.name = name;
    this.#draws = new Draws(seed);
    this.#walk = walkOf(this.#remaining, this.#draws);
  }

  next(): Guide {
    if (this.#isTrial) this.#remaining.beginTrial();
    else this.#walk.begin();
    return this;
  }

  choose(choice: Choice): number {
    if (this.#isTrial) return this.#draws.below(choice.size);
    const owners: string[] = [];
    for (let index = 0; index < choice.size; index++) owners.push(choice.ownerAt(index));
    return this.#walk.choose(choice, owners);
  }

  happens(event: Occurrence, owner: string, footprint: Footprint | undefined): void {
    if (this.#isTrial) this.#remaining.measure(event, owner, footprint);
    else this.#walk.happens(owner, footprint);
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
