import type { Footprint } from "../footprint.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { Draws } from "./draws.ts";
import type { Part } from "./part.ts";
import type { ScheduleTree } from "./schedule-tree.ts";
import type { Choice, Coverage, Guide, Strategy, Surplus } from "./strategy.ts";

/**
 * Estimates how many schedules have not been run: on a random walk among them, the product of the numbers of alternatives is
 * an unbiased estimate of the number of leaves (Knuth, Mathematics of Computation 1975). The walks are executions like
 * others; those that came before are taken off an estimate of all.
 */
export class Estimate implements Strategy, Guide {
  readonly name = "estimate";
  /** Whether any event has declared what it touches. */
  declares = false;
  /** The parts make the same walks, to come to the same estimate: they count for the first. */
  readonly surplus: Surplus | undefined;
  readonly #tree: ScheduleTree | undefined;
  readonly #draws: Draws;
  #product = 1;
  #sum = 0;
  #walks = 0;

  /** @param tree - what has been run; in a part nobody knows */
  constructor({ index }: Part, tree: ScheduleTree | undefined, seed: number) {
    this.surplus = index > 0 ? "redundant" : undefined;
    this.#tree = tree;
    this.#draws = new Draws(seed);
  }

  /** The mean over all walks. */
  get unseen(): number {
    return this.#sum / this.#walks - this.#seen;
  }

  next(): Guide | undefined {
    this.#product = 1;
    return this.#walks < WALKS ? this : undefined;
  }

  choose(choice: Choice): number {
    const open = this.#tree?.open(choice);
    const width = open?.length ?? choice.size;
    this.#product *= width;
    const drawn = this.#draws.below(width);
    return open === undefined ? drawn : (open[drawn] ?? choice.size);
  }

  happens(_event: Occurrence, _owner: string, footprint: Footprint | undefined): void {
    if (footprint !== undefined) this.declares = true;
  }

  learn(): void {
    this.#walks++;
    this.#sum += this.#product + Math.max(this.#seen - 1, 0); // those of which this one was not yet
  }

  get #seen(): number {
    return this.#tree?.schedules ?? 0;
  }

  save(): SavedEstimate {
    return { draws: this.#draws.save(), declares: this.declares, sum: this.#sum, walks: this.#walks };
  }

  restore({ draws, declares, sum, walks }: SavedEstimate): void {
    this.#draws.restore(draws);
    this.declares = declares;
    this.#sum = sum;
    this.#walks = walks;
  }

  coverage(): Coverage {
    return { kind: "sampled" };
  }
}

export interface SavedEstimate {
  readonly draws: number;
  readonly declares: boolean;
  readonly sum: number;
  readonly walks: number;
}

/** How many random walks it takes. */
const WALKS = 20;
