import { identityOf, kindOf } from "../schedule.ts";
import { Priorities, type SavedPriorities } from "./priorities.ts";
import { type Choice, type Coverage, type Guide, isPick, type Strategy } from "./strategy.ts";

/**
 * Probabilistic concurrency testing: every task has a random priority, the highest that can go on does, and at `depth - 1`
 * random choices the one that would go on falls below all others. Without end: the budget ends it.
 *
 * Finds a bug of depth d, one that shows whenever d events come in a certain order, with a probability of at least
 * 1/(n k^(d-1)) in each execution, of n tasks and k choices. An order of whole tasks has depth 1, a lost update depth 2.
 * Of several events of one task the first in default order happens. Burckhardt, Kothari, Musuvathi, Nagarakatte: A
 * Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, ASPLOS 2010.
 *
 * @param depth - of the bugs to look for: 1 or more
 */
export function pct(depth = 3, seed = 1): Strategy {
  return new Pct(depth, seed);
}

class Pct implements Strategy, Guide {
  readonly name = "pct";
  readonly #priorities: Priorities<string>;

  constructor(depth: number, seed: number) {
    this.#priorities = new Priorities(depth, seed);
  }

  next(): Guide {
    this.#priorities.begin();
    return this;
  }

  choose(choice: Choice): number {
    if (isPick(choice)) return this.#priorities.any(choice.size);
    return this.#priorities.choose(choice.size, (index) => keyOf(choice, index));
  }

  learn(): void {}

  coverage(): Coverage {
    return { kind: "sampled" };
  }

  save(): SavedPriorities {
    return this.#priorities.save();
  }

  restore(saved: SavedPriorities): void {
    this.#priorities.restore(saved);
  }
}

/** A fault is nobody's turn: with the priority of the task that calls, it would come after the arrival that it excludes. */
function keyOf(choice: Choice, index: number): string {
  const event = choice.at(index);
  return kindOf(event) === "fault" ? `fault ${identityOf(event)}` : choice.ownerAt(index);
}
