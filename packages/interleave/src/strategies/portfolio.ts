import type { Footprint } from "../footprint.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { deviations } from "./deviations.ts";
import { exhaustive } from "./exhaustive.ts";
import { optimal } from "./optimal.ts";
import { pctcp } from "./pctcp.ts";
import { pos } from "./pos.ts";
import { random } from "./random.ts";
import type { Choice, Coverage, Explored, Guide, Strategy, Surplus } from "./strategy.ts";
import { surw } from "./surw.ts";
import { Turns } from "./turns.ts";
import { urw } from "./urw.ts";

/**
 * The default: first in, first out; then one deviation; then everything, if an estimate says that it fits the budget;
 * else two and three deviations, and for the rest samplers in turn: PCTCP of depth 2 and 3, a random walk and a uniform
 * one, and where calls say what they touch, POS and SURW.
 *
 * Where footprints are declared, one execution of each set of equivalent ones comes instead of everything, without an
 * estimate: for at most half of the budget.
 */
export function portfolio(budget: { executions: number; seed: number; declared?: boolean }): Strategy {
  return new Portfolio(budget);
}

class Portfolio implements Strategy {
  readonly name = "portfolio";
  readonly #executions: number;
  readonly #seed: number;
  readonly #members: Strategy[];
  #current: Strategy;
  #coverage: Coverage = { kind: "sampled" };
  remark: string | undefined = undefined;
  #left: number;

  constructor({ executions, seed, declared = false }: Parameters<typeof portfolio>[0]) {
    this.#executions = executions;
    this.#left = executions;
    this.#seed = seed;
    this.#members = [
      deviations(1),
      ...(declared ? [atMost(executions / 2, optimal())] : []),
      new Estimate(PROBES, seed),
    ];
    this.#current = this.#members.shift() as Strategy;
  }

  next(): Guide | undefined {
    for (;;) {
      const guide = this.#current.next();
      if (guide !== undefined) return guide;
      this.#coverage = better(this.#coverage, this.#current.coverage());
      this.remark ??= this.#current.remark;
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

  get surplus(): Surplus | undefined {
    return this.#current.surplus;
  }

  coverage(): Coverage {
    return better(this.#coverage, this.#current.coverage());
  }

  /** What follows, once it is known how large the whole is about. */
  #rest(estimate: Estimate): Strategy[] {
    const fits = estimate.schedules <= Math.min(this.#left, this.#executions);
    const rest = [deviations(3), this.#samplers(estimate)];
    return fits ? [exhaustive(), ...rest] : rest;
  }

  /** In turn, those first that find a bug behind a long run-up. */
  #samplers({ declares }: Estimate): Strategy {
    const seed = this.#seed;
    const samplers = [pctcp(2, seed), random(seed), pctcp(3, seed + 1), urw(seed + 1)];
    // Where nothing is declared, they would be the two random walks once more.
    if (declares) samplers.push(pos(seed + 2), surw(seed + 3));
    return new Turns(samplers);
  }
}

/** A strategy that ends early, if need be. */
function atMost(executions: number, strategy: Strategy): Strategy {
  let left = executions;
  return {
    name: strategy.name,
    next: () => (left-- > 0 ? strategy.next() : undefined),
    learn: (explored) => strategy.learn(explored),
    get surplus() {
      return strategy.surplus;
    },
    coverage: () => strategy.coverage(),
    get remark() {
      return strategy.remark;
    },
  };
}

/** How many random walks the estimate takes. */
const PROBES = 20;

/**
 * Estimates how many schedules there are: on a random walk, the product of the numbers of alternatives is an unbiased
 * estimate of the number of leaves (Knuth, Mathematics of Computation 1975). The walks are executions like others.
 */
class Estimate implements Strategy, Guide {
  readonly name = "estimate";
  /** Whether any event has declared what it touches. */
  declares = false;
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

  happens(_event: Occurrence, _owner: string, footprint: Footprint | undefined): void {
    if (footprint !== undefined) this.declares = true;
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
  return coverage.kind === "complete to deviations" ? coverage.deviations : -1;
}
