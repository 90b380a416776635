import { seededRandom } from "@heddle/virtual-time";
import type { Footprint } from "../footprint.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { deviations } from "./deviations.ts";
import { optimal } from "./optimal.ts";
import { pctcp } from "./pctcp.ts";
import { pos } from "./pos.ts";
import { random } from "./random.ts";
import { ScheduleTree } from "./schedule-tree.ts";
import {
  type Choice,
  type Coverage,
  type Explored,
  firstInFirstOut,
  type Guide,
  type Strategy,
  type Surplus,
} from "./strategy.ts";
import { surw } from "./surw.ts";
import { Turns } from "./turns.ts";
import { unseen } from "./unseen.ts";
import { urw } from "./urw.ts";

/**
 * The default: first in, first out; then one deviation; then everything, if an estimate says that it fits the budget;
 * else two and three deviations, and for the rest samplers in turn: PCTCP of depth 2 and 3, a random walk and a uniform
 * one, and where calls say what they touch, POS and SURW.
 *
 * Up to everything, no schedule is run twice: what fits the budget takes as many executions as there are schedules.
 *
 * Where footprints are declared, one execution of each set of equivalent ones comes instead of everything, without an
 * estimate: at once, if a twentieth of the budget is enough for it; else it goes on after one deviation, up to half of the
 * budget.
 */
export function portfolio(budget: { executions: number; seed: number; declared?: boolean }): Strategy {
  return new Portfolio(budget);
}

class Portfolio implements Strategy {
  readonly name = "portfolio";
  readonly #left: () => number;
  readonly #seed: number;
  readonly #tree = new ScheduleTree();
  readonly #estimate: Estimate;
  readonly #estimating: Strategy;
  readonly #everything: Strategy;
  readonly #members: Strategy[];
  #current: Strategy;
  #coverage: Coverage = { kind: "sampled" };
  remark: string | undefined = undefined;
  #executions = 0;

  constructor({ executions, seed, declared = false }: Parameters<typeof portfolio>[0]) {
    this.#left = () => executions - this.#executions;
    this.#seed = seed;
    this.#estimate = new Estimate(PROBES, this.#tree, seed);
    this.#estimating = unseen(this.#tree, this.#estimate);
    this.#everything = unseen(this.#tree, depthFirst);
    const search = optimal();
    const atOnce = Math.min(executions / 20, MOST_AT_ONCE);
    this.#members = [
      ...(declared ? [atMost(atOnce, search)] : []),
      unseen(this.#tree, deviations(1)),
      ...(declared ? [atMost(executions / 2 - atOnce, search)] : []),
      this.#estimating,
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
      if (this.#current === this.#estimating) this.#members.push(...this.#rest());
      const following = this.#members.shift();
      if (following === undefined) return undefined;
      this.#current = following;
    }
  }

  learn(explored: Explored): void {
    this.#executions++;
    this.#current.learn(explored);
    // Only the search depends on it: there it holds little more than its own path.
    if (this.#tree.choices > MOST_CHOICES && this.#current !== this.#everything) this.#tree.forget();
  }

  get surplus(): Surplus | undefined {
    return this.#current.surplus;
  }

  coverage(): Coverage {
    return better(this.#coverage, this.#current.coverage());
  }

  /** What follows, once it is known how many schedules have not been run, about. */
  #rest(): Strategy[] {
    const rest = [deviations(3), this.#samplers()];
    return this.#estimate.unseen <= this.#left() ? [this.#everything, ...rest] : rest;
  }

  /** In turn, those first that find a bug behind a long run-up. */
  #samplers(): Strategy {
    const seed = this.#seed;
    const samplers = [pctcp(2, seed), random(seed), pctcp(3, seed + 1), urw(seed + 1)];
    // Where nothing is declared, they would be the two random walks once more.
    if (this.#estimate.declares) samplers.push(pos(seed + 2), surw(seed + 3));
    return new Turns(samplers);
  }
}

/** For how many executions a search depth first may keep one deviation waiting, however large the budget is. */
const MOST_AT_ONCE = 100;

/** How many choices are remembered, at most, to see what has been run. */
const MOST_CHOICES = 100_000;

/** Always the first event that leads to something new: every schedule, depth first. */
const depthFirst: Strategy = {
  name: "depth first",
  next: () => firstInFirstOut,
  learn: () => {},
  coverage: () => ({ kind: "sampled" }),
};

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
 * Estimates how many schedules have not been run: on a random walk among them, the product of the numbers of alternatives is
 * an unbiased estimate of the number of leaves (Knuth, Mathematics of Computation 1975). The walks are executions like
 * others; those that came before are taken off an estimate of all.
 */
class Estimate implements Strategy, Guide {
  readonly name = "estimate";
  /** Whether any event has declared what it touches. */
  declares = false;
  readonly #tree: ScheduleTree;
  readonly #random: () => number;
  #product = 1;
  #sum = 0;
  #walks = 0;
  readonly #probes: number;

  constructor(probes: number, tree: ScheduleTree, seed: number) {
    this.#probes = probes;
    this.#tree = tree;
    this.#random = seededRandom(seed);
  }

  /** The mean over all walks. */
  get unseen(): number {
    return this.#sum / this.#walks - this.#tree.schedules;
  }

  next(): Guide | undefined {
    this.#product = 1;
    return this.#walks < this.#probes ? this : undefined;
  }

  choose(choice: Choice): number {
    const open = this.#tree.open(choice);
    this.#product *= open.length;
    return open[Math.floor(this.#random() * open.length)] ?? choice.size;
  }

  happens(_event: Occurrence, _owner: string, footprint: Footprint | undefined): void {
    if (footprint !== undefined) this.declares = true;
  }

  learn(): void {
    this.#walks++;
    this.#sum += this.#product + this.#tree.schedules - 1; // those of which this one was not yet
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
