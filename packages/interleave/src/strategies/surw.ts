import { conflict, type Footprint, unknownFootprint } from "../footprint.ts";
import { afterTrial, type Walk } from "./after-trial.ts";
import type { Draws } from "./draws.ts";
import type { Counted, RemainingEvents } from "./remaining-events.ts";
import type { Choice, Strategy } from "./strategy.ts";

/**
 * The selectively uniform random walk: in each execution some events are interesting, those that may touch one piece of
 * shared state, and every interleaving of these is equally likely; the others do not count. Without end: the budget ends it.
 *
 * The state is drawn, for each execution, from what two tasks touch and one of them writes, by what calls say (`touches`).
 * Where nothing is declared, all events are interesting, and this is {@link urw}. How many interesting events a task has is
 * measured by a trial run, as there. Zhao, Wolff, Mathur, Roychoudhury: Selectively Uniform Concurrency Testing, ASPLOS 2025.
 */
export function surw(seed = 1): Strategy {
  return afterTrial("surw", seed, (remaining, draws) => new SelectiveWalk(remaining, draws));
}

class SelectiveWalk implements Walk {
  readonly #remaining: RemainingEvents;
  readonly #draws: Draws;
  /** What more than one task touches; known after the trial. */
  #shared: readonly number[] | undefined;
  /** What makes an event of this execution interesting: a race with this one. */
  #probe: Footprint = unknownFootprint;
  /** The task whose interesting event shall be the next to happen; others wait before theirs. */
  #intended: string | undefined;

  constructor(remaining: RemainingEvents, draws: Draws) {
    this.#remaining = remaining;
    this.#draws = draws;
  }

  begin(): void {
    this.#intended = undefined;
    const shared = (this.#shared ??= sharedOf(this.#remaining.trial));
    if (shared.length > 0) {
      const location = shared[this.#draws.below(shared.length)] as number;
      this.#probe = { reads: [], writes: [location], unknown: false };
    }
    this.#remaining.begin(({ footprint }) => this.#isInteresting(footprint));
  }

  choose(choice: Choice, owners: readonly string[]): number {
    for (const owner of owners) this.#appears(owner);
    // Whatever the trial says: what is interesting and enabled has still to come.
    const due = owners.filter((_, index) => this.#isInteresting(choice.footprintAt(index)));
    this.#intended ??= this.#remaining.draw(owners, this.#draws.next, due);
    let allowed = this.#allowed(choice, owners);
    if (allowed.length === 0) {
      // What was intended waits for one of the others.
      this.#intended = this.#remaining.draw(owners, this.#draws.next, owners);
      allowed = this.#allowed(choice, owners);
    }
    return allowed[this.#draws.below(allowed.length)] as number;
  }

  happens(owner: string, footprint: Footprint | undefined): void {
    this.#appears(owner);
    if (!this.#isInteresting(footprint)) return;
    this.#remaining.happens(owner);
    if (owner === this.#intended) this.#intended = undefined;
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
