import { deviations } from "./deviations.ts";
import { exhaustive } from "./exhaustive.ts";
import { random } from "./random.ts";
import type { Choice, Coverage, Explored, Guide, Strategy } from "./strategy.ts";

/**
 * The default: first in, first out; then one deviation; then everything, if an estimate says that it fits the budget;
 * else two and three deviations, and samples for the rest.
 */
export function portfolio(budget: { executions: number; seed: number }): Strategy {
  return new Portfolio(budget);
}

class Portfolio implements Strategy {
  readonly name = "portfolio";
  readonly #executions: number;
  readonly #seed: number;
  readonly #members: Strategy[];
  #current: Strategy;
  #coverage: Coverage = { kind: "sampled" };
  #left: number;

  constructor({ executions, seed }: { executions: number; seed: number }) {
    this.#executions = executions;
    this.#left = executions;
    this.#seed = seed;
    this.#members = [deviations(1), new Estimate(PROBES, seed)];
    this.#current = this.#members.shift() as Strategy;
  }

  next(): Guide | undefined {
    for (;;) {
      const guide = this.#current.next();
      if (guide !== undefined) return guide;
      this.#coverage = better(this.#coverage, this.#current.coverage());
      if (this.#coverage.kind === "complete") return undefined;
      if (this.#current instanceof Estimate) this.#members.push(...this.#rest(this.#current));
      const following = this.#members.shift();
      if (following === undefined) return undefined;
      this.#current = following;
    }
  }

  learn(explored: Explored): void {
    this.#left--;
    this.#current.learn(explored);
  }

  coverage(): Coverage {
    return better(this.#coverage, this.#current.coverage());
  }

  /** What follows, once it is known how large the whole is about. */
  #rest(estimate: Estimate): Strategy[] {
    const fits = estimate.schedules <= Math.min(this.#left, this.#executions);
    return fits ? [exhaustive(), deviations(3), random(this.#seed)] : [deviations(3), random(this.#seed)];
  }
}

/** How many random walks the estimate takes. */
const PROBES = 20;

/**
 * Estimates how many schedules there are: on a random walk, the product of the numbers of alternatives is an unbiased
 * estimate of the number of leaves (Knuth, Mathematics of Computation 1975). The walks are executions like others.
 */
class Estimate implements Strategy, Guide {
  readonly name = "estimate";
  readonly #walk: Guide;
  #product = 1;
  #sum = 0;
  #walks = 0;
  readonly #probes: number;

  constructor(probes: number, seed: number) {
    this.#probes = probes;
    this.#walk = random(seed).next() as Guide;
  }

  /** The mean over all walks. */
  get schedules(): number {
    return this.#sum / this.#walks;
  }

  next(): Guide | undefined {
    this.#product = 1;
    return this.#walks < this.#probes ? this : undefined;
  }

  choose(choice: Choice): number {
    this.#product *= choice.size;
    return this.#walk.choose(choice);
  }

  learn(): void {
    this.#walks++;
    this.#sum += this.#product;
  }

  coverage(): Coverage {
    return { kind: "sampled" };
  }
}

function better(a: Coverage, b: Coverage): Coverage {
  return rank(b) > rank(a) ? b : a;
}

function rank(coverage: Coverage): number {
  if (coverage.kind === "complete") return Infinity;
  return coverage.kind === "sampled" ? -1 : coverage.deviations;
}
