import { FootprintError, type NamedStep } from "../footprints/footprint-error.ts";
import type { Locations } from "../locations.ts";
import type { RunStep } from "./optimal/run.ts";
import { commuting, type Difference, type Finished, type Label, SwappedRun } from "./optimal/swapped-run.ts";
import type { Coverage, Explored, Guide, Strategy, Surplus } from "./strategy.ts";

/**
 * A strategy that goes by declared footprints, and checks them: it runs executions once more with two neighbours swapped that
 * commute, and fails if anything is different then.
 *
 * A difference counts only if the execution, run once more as it was, shows none.
 *
 * @param which - `"some"`: 16 swaps, or one for each 16 executions, whichever is more; `"all"`: every pair of neighbours of every execution
 * @param locations - names what steps touch
 */
export function checked(strategy: Strategy, which: "some" | "all", locations: Locations): Strategy {
  return new Checked(strategy, which, locations);
}

/** So many swaps are always made, and later one for each so many executions: less than a tenth of all. */
const FEW = 16;

interface Swap {
  readonly finished: Finished;
  readonly position: number;
}

/** What a swap has shown, until it is known that the swap is the reason. */
interface Doubt extends Swap {
  readonly difference: Difference;
}

class Checked implements Strategy {
  surplus: Surplus | undefined = undefined;
  #error: FootprintError | undefined;
  readonly #strategy: Strategy;
  readonly #which: "some" | "all";
  readonly #locations: Locations;
  readonly #swaps: Swap[] = [];
  readonly #labels = new Map<number, Label>();
  readonly #seen = new Set<string>();
  /** The first executions. */
  readonly #kept: Finished[] = [];
  #executions = 0;
  #checks = 0;
  /** The check that is being run. */
  #current: { readonly guide: SwappedRun; readonly swap: Swap } | undefined;
  #doubt: Doubt | undefined;

  constructor(strategy: Strategy, which: "some" | "all", locations: Locations) {
    this.#strategy = strategy;
    this.#which = which;
    this.#locations = locations;
  }

  get name(): string {
    return this.#strategy.name;
  }

  get error(): Error | undefined {
    return this.#error ?? this.#strategy.error;
  }

  estimate(): number | undefined {
    return this.#strategy.estimate?.();
  }

  get remark(): string | undefined {
    return this.#strategy.remark;
  }

  next(): Guide | undefined {
    if (this.#error !== undefined) return undefined;
    this.#current = undefined;
    let swap = this.#doubt ?? this.#swaps.shift();
    if (swap === undefined) {
      const next = this.#strategy.next();
      if (next !== undefined) return next;
      this.#useUp();
      swap = this.#swaps.shift();
      if (swap === undefined) return undefined;
    }
    const guide = new SwappedRun(swap.finished, this.#doubt === undefined ? swap.position : undefined, this.#labels);
    this.#current = { guide, swap };
    return guide;
  }

  learn(explored: Explored): void {
    if (this.#current === undefined) {
      this.#strategy.learn(explored);
      this.surplus = this.#strategy.surplus;
      if (this.surplus === undefined) this.#choose(explored);
      return;
    }
    this.surplus = "check";
    const { guide, swap } = this.#current;
    const difference = guide.difference(explored);
    const doubt = this.#doubt;
    this.#doubt = undefined;
    if (doubt !== undefined) {
      if (difference === undefined) this.#error = this.#explain(doubt);
    } else if (difference !== undefined) this.#doubt = { ...swap, difference };
  }

  coverage(): Coverage {
    return this.#error === undefined ? this.#strategy.coverage() : { kind: "sampled" };
  }

  /** Which neighbours of an execution are swapped. */
  #choose({ run, outcome, failed }: Explored): void {
    this.#executions++;
    if (run === undefined || outcome === undefined || failed) return;
    const finished = { run, ...outcome };
    if (this.#which === "all") {
      for (const position of commuting(run)) this.#swaps.push({ finished, position });
      return;
    }
    if (this.#kept.length < FEW) this.#kept.push(finished);
    this.#swapOne(finished);
  }

  /** The strategy is at its end: what is left of the swaps goes to executions that have shown little so far. */
  #useUp(): void {
    for (const finished of this.#kept.splice(0)) while (this.#swapOne(finished));
  }

  #swapOne(finished: Finished): boolean {
    if (this.#checks >= Math.max(FEW, this.#executions / FEW)) return false;
    const position = this.#mostDoubtful(finished);
    if (position === undefined) return false;
    this.#checks++;
    this.#swaps.push({ finished, position });
    return true;
  }

  /** Of neighbours that have not been swapped yet, those that are known to touch least. */
  #mostDoubtful({ run: { steps } }: Finished): number | undefined {
    const size = (position: number): number => {
      const { reads, writes } = (steps[position] as RunStep).footprint;
      return reads.length + writes.length;
    };
    const key = (position: number): string => `${steps[position]?.event} ${steps[position + 1]?.event}`;
    let least: number | undefined;
    let leastSize = Infinity;
    for (const position of commuting({ steps, pending: [] })) {
      const both = size(position) + size(position + 1);
      if (both >= leastSize || this.#seen.has(key(position))) continue;
      least = position;
      leastSize = both;
    }
    if (least !== undefined) this.#seen.add(key(least));
    return least;
  }

  #explain({ finished, position, difference: { event, what } }: Doubt): FootprintError {
    const label = (one: number): Label => this.#labels.get(one) ?? { name: "a step", owner: "a task" };
    const named = (index: number): NamedStep => {
      const step = finished.run.steps[index] as RunStep;
      return { ...label(step.event), touches: this.#locations.describe(step.footprint) };
    };
    const subject = event === undefined ? "" : `"${label(event).name}" of ${label(event).owner} `;
    return new FootprintError([named(position), named(position + 1)], subject + what);
  }
}
