import type { Occurrence } from "../simulation/enabled.ts";
import { type Chain, ChainPartition } from "./chain-partition.ts";
import { Priorities, type SavedPriorities } from "./priorities.ts";
import { type Choice, type Coverage, type Guide, isPick, type Strategy } from "./strategy.ts";

/**
 * PCT with chain partitioning: as {@link pct}, but what has a priority is a chain of events, each of which was created by
 * one before it. For tasks that are many and short, and for calls that one task makes at the same time. Without end: the
 * budget ends it.
 *
 * Finds a bug of depth d with a probability of at least 1/(w² k^(d-1)) in each execution, of k choices and width w: the
 * largest number of events of which none causes another, however many tasks there are.
 * Ozkan, Majumdar, Niksic, Tabaei Befrouei, Weissenbacher: Randomized Testing of Distributed Systems with Probabilistic
 * Guarantees, OOPSLA 2018.
 *
 * @param depth - of the bugs to look for: 1 or more
 */
export function pctcp(depth = 3, seed = 1): Strategy {
  return new Pctcp(depth, seed);
}

class Pctcp implements Strategy, Guide {
  readonly name = "pctcp";
  readonly #priorities: Priorities<Chain>;
  #chains = new ChainPartition();

  constructor(depth: number, seed: number) {
    this.#priorities = new Priorities(depth, seed);
  }

  next(): Guide {
    this.#priorities.begin();
    this.#chains = new ChainPartition();
    return this;
  }

  choose(choice: Choice): number {
    if (isPick(choice)) return this.#priorities.any(choice.size);
    return this.#priorities.choose(choice.size, (index) => this.#chains.chainOf(choice.at(index)));
  }

  happens(event: Occurrence): void {
    this.#chains.happens(event);
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
