import { seededRandom } from "@heddle/virtual-time";
import { FootprintError, type NamedStep } from "../footprints/footprint-error.ts";
import type { Locations } from "../locations.ts";
import type { Interleavings } from "./linear-extensions.ts";
import { Bisection } from "./optimal/bisection.ts";
import { commuting, farLinearExtension, randomLinearExtension } from "./optimal/linear-extension.ts";
import { type Difference, type Finished, type Label, PermutedRun } from "./optimal/permuted-run.ts";
import type { RunStep } from "./optimal/run.ts";
import type { Coverage, Explored, Guide, Strategy, Surplus } from "./strategy.ts";

/**
 * A strategy that goes by declared footprints, and checks them: it runs executions once more, with steps in another order
 * that commute, and fails if anything is different then. Two neighbours are swapped; or everything is turned round, as far as
 * it may be, or comes in some other order: where that makes a difference, bisection finds two steps that do.
 *
 * A difference counts only if the execution, run once more as it was, shows none.
 *
 * @param which - `"some"`: 16 checks, or one for each 16 executions, whichever is more; `"all"`: every pair of neighbours of
 *   every execution, and each as far turned round as it may be
 * @param locations - names what steps touch
 * @param seed - of other orders
 */
export function checked(strategy: Strategy, which: "some" | "all", locations: Locations, seed: number): Strategy {
  return new Checked(strategy, which, locations, seed);
}

/** So many checks are always made, and later one for each so many executions: less than a tenth of all. */
const FEW = 16;
/** Of so many checks, one swaps two neighbours. The others are of orders far away: they find more. */
const SWAP_EVERY = 4;

/** Another order of an execution's steps, as positions in it. */
interface Check {
  readonly finished: Finished;
  readonly order: readonly number[];
  /** The two that are swapped; `undefined`: more than two are. */
  readonly swapped: readonly [number, number] | undefined;
}

/** What a check has shown, until it is known that the order is the reason. */
interface Doubt extends Check {
  readonly difference: Difference;
}

class Checked implements Strategy {
  surplus: Surplus | undefined = undefined;
  #error: FootprintError | undefined;
  readonly #strategy: Strategy;
  readonly #which: "some" | "all";
  readonly #locations: Locations;
  readonly #random: () => number;
  readonly #planned: Check[] = [];
  readonly #labels = new Map<number, Label>();
  readonly #seen = new Set<string>();
  /** The first executions. */
  readonly #kept: Finished[] = [];
  #executions = 0;
  #checks = 0;
  /** The check that is being run. */
  #current: { readonly guide: PermutedRun; readonly check: Check } | undefined;
  #doubt: Doubt | undefined;
  #bisection: Bisection | undefined;

  constructor(strategy: Strategy, which: "some" | "all", locations: Locations, seed: number) {
    this.#strategy = strategy;
    this.#which = which;
    this.#locations = locations;
    this.#random = seededRandom(seed);
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

  get interleavings(): Interleavings | undefined {
    return this.#strategy.interleavings;
  }

  get isChecking(): boolean {
    return this.#current !== undefined;
  }

  get remark(): string | undefined {
    return this.#strategy.remark;
  }

  next(): Guide | undefined {
    if (this.#error !== undefined) return undefined;
    const last = this.#current;
    this.#current = undefined;
    if (this.#bisection !== undefined && last !== undefined) return this.#run(last.check, this.#bisection.order);
    if (this.#doubt !== undefined) return this.#run(this.#doubt, asItWas(this.#doubt.finished));
    let check = this.#planned.shift();
    if (check === undefined) {
      const next = this.#strategy.next();
      if (next !== undefined) return next;
      this.#useUp();
      check = this.#planned.shift();
    }
    return check && this.#run(check, check.order);
  }

  learn(explored: Explored): void {
    if (this.#current === undefined) {
      this.#strategy.learn(explored);
      this.surplus = this.#strategy.surplus;
      if (this.surplus === undefined) this.#plan(explored);
      return;
    }
    this.surplus = "check";
    const { guide, check } = this.#current;
    const difference = guide.difference(explored);
    const doubt = this.#doubt;
    this.#doubt = undefined;
    if (this.#bisection !== undefined) this.#bisection.learn(difference);
    else if (doubt === undefined) this.#doubt = difference && { ...check, difference };
    else if (difference !== undefined) return; // it is another one each time, whatever the order
    else if (doubt.swapped !== undefined) this.#error = this.#explain(doubt.finished, doubt.swapped, doubt.difference);
    else this.#bisection = new Bisection(doubt.order, doubt.difference);
    const culprits = this.#bisection?.found;
    if (culprits !== undefined) this.#error = this.#explain(check.finished, culprits.swapped, culprits.difference);
  }

  coverage(): Coverage {
    return this.#error === undefined ? this.#strategy.coverage() : { kind: "sampled" };
  }

  #run(check: Check, order: readonly number[]): Guide {
    const guide = new PermutedRun(check.finished, order, this.#labels);
    this.#current = { guide, check };
    return guide;
  }

  /** Which other orders of an execution are run. */
  #plan({ run, outcome, failed }: Explored): void {
    this.#executions++;
    if (run === undefined || outcome === undefined || failed) return;
    const finished = { run, ...outcome };
    if (this.#which === "all") {
      for (const position of commuting(run)) this.#planned.push(swap(finished, position));
      const far = this.#unseen(finished, farLinearExtension(run));
      if (far !== undefined) this.#planned.push(far);
      return;
    }
    if (this.#kept.length < FEW) this.#kept.push(finished);
    this.#planOne(finished);
  }

  /** The strategy is at its end: what is left of the checks goes to executions that have shown little so far. */
  #useUp(): void {
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

  #explain({ run }: Finished, [first, second]: readonly [number, number], { event, what }: Difference): FootprintError {
    const label = (one: number): Label => this.#labels.get(one) ?? { name: "a step", owner: "a task" };
    const named = (index: number): NamedStep => {
      const step = run.steps[index] as RunStep;
      return { ...label(step.event), touches: this.#locations.describe(step.footprint) };
    };
    const subject = event === undefined ? "" : `"${label(event).name}" of ${label(event).owner} `;
    return new FootprintError([named(first), named(second)], subject + what);
  }
}

function asItWas({ run }: Finished): number[] {
  return run.steps.map((_, position) => position);
}

/** The step at this position and the next one change places. */
function swap(finished: Finished, position: number): Check {
  const order = asItWas(finished);
  order.splice(position, 2, position + 1, position);
  return { finished, order, swapped: [position, position + 1] };
}
