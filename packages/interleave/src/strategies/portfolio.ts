import type { Footprint } from "../footprint.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { deviationsOf } from "./deviations.ts";
import { depthFirst } from "./exhaustive.ts";
import { optimalOf } from "./optimal.ts";
import { Draws } from "./draws.ts";
import { type Part, seedIn, whole } from "./part.ts";
import { pctcp } from "./pctcp.ts";
import { pos } from "./pos.ts";
import { random } from "./random.ts";
import type { Choice, Coverage, Explored, Guide, Strategy } from "./strategy.ts";
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
  return portfolioOf(whole, budget);
}

/** The same for a part: what searches is divided, and what takes samples takes others. */
export function portfolioOf(part: Part, budget: Parameters<typeof portfolio>[0]): Strategy {
  return new Portfolio(part, budget);
}

class Portfolio implements Strategy {
  readonly name = "portfolio";
  readonly #part: Part;
  readonly #executions: number;
  readonly #seed: number;
  readonly #members: Strategy[];
  readonly #estimate: Estimate;
  #position = 0;
  #coverage: Coverage = { kind: "sampled" };
  #left: number;
  /** Whether the whole is expected to fit the budget; known once the estimate is over. */
  #fits: boolean | undefined;

  constructor(part: Part, { executions, seed, declared = false }: Parameters<typeof portfolio>[0]) {
    this.#part = part;
    this.#executions = executions;
    this.#left = executions;
    this.#seed = seed;
    this.#estimate = new Estimate(part, PROBES, seed);
    this.#members = [
      deviationsOf(part, 1, 0),
      ...(declared ? [atMost(executions / 2, optimalOf(part, 1))] : []),
      this.#estimate,
    ];
  }

  next(): Guide | undefined {
    for (;;) {
      const guide = this.#current.next();
      if (guide !== undefined) return guide;
      this.#coverage = better(this.#coverage, this.#current.coverage());
      if (this.#coverage.kind === "complete") return undefined;
      if (this.#current === this.#estimate) {
        this.#fits = this.#estimate.schedules / this.#part.count <= Math.min(this.#left, this.#executions);
        this.#members.push(...this.#rest(this.#fits));
      }
      if (this.#position === this.#members.length - 1) return undefined;
      this.#position++;
    }
  }

  learn(explored: Explored): void {
    this.#left--;
    this.#current.learn(explored);
  }

  get redundant(): boolean {
    return this.#current.redundant === true;
  }

  coverage(): Coverage {
    return better(this.#coverage, this.#current.coverage());
  }

  estimate(): number | undefined {
    return this.#fits === false ? this.#estimate.schedules / this.#part.count : undefined;
  }

  save(): Saved {
    return {
      members: this.#members.map((member) => member.save?.()),
      position: this.#position,
      coverage: this.#coverage,
      left: this.#left,
      ...(this.#fits === undefined ? {} : { fits: this.#fits }),
    };
  }

  restore({ members, position, coverage, left, fits }: Saved): void {
    this.#estimate.restore(members[this.#members.length - 1] as SavedEstimate);
    if (fits !== undefined) this.#members.push(...this.#rest(fits));
    for (const [index, member] of this.#members.entries()) {
      if (member !== this.#estimate) member.restore?.(members[index]);
    }
    this.#position = position;
    this.#coverage = coverage;
    this.#left = left;
    this.#fits = fits;
  }

  get #current(): Strategy {
    return this.#members[this.#position] as Strategy;
  }

  /** What follows, once it is known whether the whole fits. */
  #rest(fits: boolean): Strategy[] {
    const rest = [deviationsOf(this.#part, 3, 2), this.#samplers()];
    return fits ? [depthFirst(this.#part, 3), ...rest] : rest;
  }

  /** In turn, those first that find a bug behind a long run-up. */
  #samplers(): Strategy {
    const seed = seedIn(this.#part, this.#seed);
    const samplers = [pctcp(2, seed), random(seed), pctcp(3, seed + 1), urw(seed + 1)];
    // Where nothing is declared, they would be the two random walks once more.
    if (this.#estimate.declares) samplers.push(pos(seed + 2), surw(seed + 3));
    return new Turns(samplers);
  }
}

interface Saved {
  readonly members: readonly unknown[];
  readonly position: number;
  readonly coverage: Coverage;
  readonly left: number;
  readonly fits?: boolean;
}

/** A strategy that ends early, if need be. */
function atMost(executions: number, strategy: Strategy): Strategy {
  let left = executions;
  return {
    name: strategy.name,
    next: () => (left-- > 0 ? strategy.next() : undefined),
    learn: (explored) => strategy.learn(explored),
    get redundant() {
      return strategy.redundant === true;
    },
    coverage: () => strategy.coverage(),
    save: () => ({ left, strategy: strategy.save?.() }),
    restore: (saved) => {
      const before = saved as { left: number; strategy: unknown };
      left = before.left;
      strategy.restore?.(before.strategy);
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
  /** The parts make the same walks, to come to the same estimate: they count for the first. */
  readonly redundant: boolean;
  readonly #draws: Draws;
  #product = 1;
  #sum = 0;
  #walks = 0;
  readonly #probes: number;

  constructor(part: Part, probes: number, seed: number) {
    this.redundant = part.index > 0;
    this.#probes = probes;
    this.#draws = new Draws(seed);
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
    return this.#draws.below(choice.size);
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

  save(): SavedEstimate {
    return { draws: this.#draws.save(), declares: this.declares, sum: this.#sum, walks: this.#walks };
  }

  restore({ draws, declares, sum, walks }: SavedEstimate): void {
    this.#draws.restore(draws);
    this.declares = declares;
    this.#sum = sum;
    this.#walks = walks;
  }
}

interface SavedEstimate {
  readonly draws: number;
  readonly declares: boolean;
  readonly sum: number;
  readonly walks: number;
}

function better(a: Coverage, b: Coverage): Coverage {
  return rank(b) > rank(a) ? b : a;
}

function rank(coverage: Coverage): number {
  if (coverage.kind === "complete") return Infinity;
  return coverage.kind === "sampled" ? -1 : coverage.deviations;
}
