import { seededRandom } from "@heddle/virtual-time";
import { commuting, farLinearExtension, randomLinearExtension } from "./optimal/linear-extension.ts";
import type { Finished } from "./optimal/permuted-run.ts";
import type { RunStep } from "./optimal/run.ts";
import type { Check } from "./suspicion.ts";

/** So many checks are always made, and later one for each so many executions: less than a tenth of all. */
const FEW = 16;
/** Of so many checks, one swaps two neighbours. The others are of orders far away: they find more. */
const SWAP_EVERY = 4;

/** In which other orders executions are run once more. */
export class CheckPlan {
  readonly #which: "some" | "all";
  readonly #random: () => number;
  readonly #planned: Check[] = [];
  readonly #seen = new Set<string>();
  /** The first executions. */
  readonly #kept: Finished[] = [];
  #executions = 0;
  #checks = 0;

  /**
   * @param which - `"some"`: {@link FEW} checks, or one for each so many executions, whichever is more; `"all"`: every pair of
   *   neighbours of every execution, and each as far turned round as it may be
   */
  constructor(which: "some" | "all", seed: number) {
    this.#which = which;
    this.#random = seededRandom(seed);
  }

  /** The check that comes next, if one does now. */
  next(): Check | undefined {
    return this.#planned.shift();
  }

  /** There was another execution; `finished`: it can be checked. */
  add(finished: Finished | undefined): void {
    this.#executions++;
    if (finished === undefined) return;
    if (this.#which === "all") {
      for (const position of commuting(finished.run)) this.#planned.push(swap(finished, position));
      const far = this.#unseen(finished, farLinearExtension(finished.run));
      if (far !== undefined) this.#planned.push(far);
      return;
    }
    if (this.#kept.length < FEW) this.#kept.push(finished);
    this.#planOne(finished);
  }

  /** There will be no other execution: what is left of the checks goes to those that have shown little so far. */
  useUp(): void {
    for (const finished of this.#kept.splice(0)) while (this.#planOne(finished));
  }

  #planOne(finished: Finished): boolean {
    if (this.#checks >= Math.max(FEW, this.#executions / FEW)) return false;
    const near = this.#checks % SWAP_EVERY === 1 ? this.#mostDoubtful(finished) : undefined;
    const check = near ?? this.#far(finished) ?? this.#mostDoubtful(finished);
    if (check === undefined) return false;
    this.#checks++;
    this.#planned.push(check);
    return true;
  }

  /** Everything turned round that may be; where that has been tried, some other order. */
  #far(finished: Finished): Check | undefined {
    const { run } = finished;
    return (
      this.#unseen(finished, farLinearExtension(run)) ??
      this.#unseen(finished, randomLinearExtension(run, this.#random))
    );
  }

  /** Unless it is the order of the execution itself, or has been run. */
  #unseen(finished: Finished, order: readonly number[]): Check | undefined {
    const key = order.map((position) => finished.run.steps[position]?.event).join(" ");
    if (this.#seen.has(key) || order.every((position, index) => position === index)) return undefined;
    this.#seen.add(key);
    return { finished, order, swapped: undefined };
  }

  /** Of neighbours that have not been swapped yet, those that are known to touch least. */
  #mostDoubtful(finished: Finished): Check | undefined {
    const { steps } = finished.run;
    const size = (position: number): number => {
      const { reads, writes } = (steps[position] as RunStep).footprint;
      return reads.length + writes.length;
    };
    const key = (position: number): string => `${steps[position]?.event} ${steps[position + 1]?.event}`;
    let least: number | undefined;
    let leastSize = Infinity;
    for (const position of commuting({ steps })) {
      const both = size(position) + size(position + 1);
      if (both >= leastSize || this.#seen.has(key(position))) continue;
      least = position;
      leastSize = both;
    }
    if (least === undefined) return undefined;
    this.#seen.add(key(least));
    return swap(finished, least);
  }
}

/** The step at this position and the next one change places. */
function swap(finished: Finished, position: number): Check {
  const order = [...finished.run.steps.keys()];
  order.splice(position, 2, position + 1, position);
  return { finished, order, swapped: [position, position + 1] };
}
