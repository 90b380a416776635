import { conflict, type Footprint, unknownFootprint } from "../footprint.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { Draws } from "./draws.ts";
import { type Counted, RemainingEvents, type SavedEvents } from "./remaining-events.ts";
import type { Choice, Coverage, Explored, Guide, Strategy } from "./strategy.ts";

/**
 * The selectively uniform random walk: in each execution some events are interesting, those that may touch one piece of
 * shared state, and every interleaving of these is equally likely; the others do not count. Without end: the budget ends it.
 *
 * The state is drawn, for each execution, from what two tasks touch and one of them writes, by what calls say (`touches`).
 * Where nothing is declared, all events are interesting, and this is {@link urw}. How many interesting events a task has is
 * measured by a trial run, as there. Zhao, Wolff, Mathur, Roychoudhury: Selectively Uniform Concurrency Testing, ASPLOS 2025.
 */
export function surw(seed = 1): Strategy {
  return new Surw(seed);
}

class Surw implements Strategy, Guide {
  readonly name = "surw";
  readonly #draws: Draws;
  readonly #remaining = new RemainingEvents();
  #isTrial = true;
  /** What more than one task touches. */
  #shared: readonly number[] = [];
  /** What makes an event of this execution interesting: a race with this one. */
  #probe: Footprint = unknownFootprint;
  /** The task whose interesting event shall be the next to happen; others wait before theirs. */
  #intended: string | undefined;

  constructor(seed: number) {
    this.#draws = new Draws(seed);
  }

  next(): Guide {
    if (this.#isTrial) {
      this.#remaining.beginTrial();
      return this;
    }
    this.#intended = undefined;
    if (this.#shared.length > 0) {
      const location = this.#shared[this.#draws.below(this.#shared.length)] as number;
      this.#probe = { reads: [], writes: [location], unknown: false };
    }
    this.#remaining.begin(({ footprint }) => this.#isInteresting(footprint));
    return this;
  }

  choose(choice: Choice): number {
    if (this.#isTrial) return this.#draws.below(choice.size);
    const owners: string[] = [];
    for (let index = 0; index < choice.size; index++) {
      const owner = choice.ownerAt(index);
      this.#appears(owner);
      owners.push(owner);
    }
    this.#intended ??= this.#remaining.draw(owners, this.#draws.next, 0);
    let allowed = this.#allowed(choice, owners);
    if (allowed.length === 0) {
      // What was intended waits for one of the others.
      this.#intended = this.#remaining.draw(owners, this.#draws.next, 1);
      allowed = this.#allowed(choice, owners);
    }
    return allowed[this.#draws.below(allowed.length)] as number;
  }

  happens(event: Occurrence, owner: string, footprint: Footprint | undefined): void {
    if (this.#isTrial) {
      this.#remaining.measure(event, owner, footprint);
      return;
    }
    this.#appears(owner);
    if (!this.#isInteresting(footprint)) return;
    this.#remaining.happens(owner);
    if (owner === this.#intended) this.#intended = undefined;
  }

  learn({ failed }: Explored): void {
    if (!this.#isTrial || failed) return;
    this.#isTrial = false;
    this.#shared = sharedOf(this.#remaining.trial);
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
    if (!isTrial) this.#shared = sharedOf(this.#remaining.trial);
  }

  #allowed(choice: Choice, owners: readonly string[]): number[] {
    const intended = this.#intended;
    const allowed: number[] = [];
    for (let index = 0; index < owners.length; index++) {
      const mayHappen = intended === undefined || owners[index] === intended;
      if (mayHappen || !this.#isInteresting(choice.footprintAt(index))) allowed.push(index);
    }
    return allowed;
  }

  /** A task that is new may be the one that was meant when its starter was drawn. */
  #appears(owner: string): void {
    if (!this.#remaining.appears(owner)) return;
    const starter = this.#intended === undefined ? undefined : this.#remaining.starterOf(owner);
    if (starter === undefined || starter !== this.#intended) return;
    const own = this.#remaining.of(owner);
    if (this.#draws.next() * (own + this.#remaining.of(starter)) < own) this.#intended = owner;
  }

  #isInteresting(footprint: Footprint | undefined): boolean {
    return conflict(footprint ?? unknownFootprint, this.#probe);
  }
}

/** The locations that several tasks touch, and one of them writes. */
function sharedOf(trial: readonly Counted[]): number[] {
  const owners = new Map<number, Set<string>>();
  const written = new Set<number>();
  for (const { owner, footprint } of trial) {
    if (footprint === undefined) continue;
    for (const location of footprint.writes) written.add(location);
    for (const location of [...footprint.reads, ...footprint.writes]) {
      owners.set(location, (owners.get(location) ?? new Set()).add(owner));
    }
  }
  return [...owners].filter(([location, { size }]) => size > 1 && written.has(location)).map(([location]) => location);
}

interface Saved {
  readonly draws: number;
  readonly isTrial: boolean;
  readonly events: SavedEvents;
}
