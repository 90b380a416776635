import { deviationsOf } from "./deviations.ts";
import { Estimate, type SavedEstimate } from "./estimate.ts";
import { depthFirst } from "./exhaustive.ts";
import type { Interleavings } from "./linear-extensions.ts";
import { type Part, seedIn, whole } from "./part.ts";
import { pctcp } from "./pctcp.ts";
import { pos } from "./pos.ts";
import { random } from "./random.ts";
import { reduced } from "./reduced.ts";
import { type SavedTree, ScheduleTree } from "./schedule-tree.ts";
import {
  type Coverage,
  type Equivalence,
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
export function portfolio(budget: {
  executions: number;
  seed: number;
  declared?: boolean;
  equivalence?: Equivalence;
}): Strategy {
  return portfolioOf(whole, budget);
}

/**
 * The same for a part: what searches is divided, and what takes samples takes others. What has been run by one search is
 * not known to the next, which is divided in another way: so schedules may come twice.
 *
 * @param mostChoices - so many are remembered to see what has been run; then it is forgotten
 */
export function portfolioOf(
  part: Part,
  budget: Parameters<typeof portfolio>[0],
  mostChoices: number = MOST_CHOICES,
): Strategy {
  return new Portfolio(part, budget, mostChoices);
}

class Portfolio implements Strategy {
  readonly name = "portfolio";
  remark: string | undefined = undefined;
  readonly #part: Part;
  readonly #budget: number;
  readonly #seed: number;
  readonly #mostChoices: number;
  readonly #tree = new ScheduleTree();
  readonly #search: Strategy;
  readonly #estimate: Estimate;
  readonly #everything: Strategy;
  readonly #members: Strategy[];
  /** Which member is at work. */
  #position = 0;
  /** The place of the estimate among them: what follows depends on what it finds. */
  readonly #estimateAt: number;
  #coverage: Coverage = { kind: "sampled" };
  #executions = 0;
  /** Whether everything is expected to fit the budget; known once the estimate is over. */
  #fits: boolean | undefined;

  constructor(
    part: Part,
    { executions, seed, declared = false, equivalence }: Parameters<typeof portfolio>[0],
    mostChoices: number,
  ) {
    this.#mostChoices = mostChoices;
    this.#part = part;
    this.#budget = executions;
    this.#seed = seed;
    const isWhole = part.count === 1;
    const fresh = (strategy: Strategy): Strategy => (isWhole ? unseen(this.#tree, strategy) : strategy);
    this.#estimate = new Estimate(part, isWhole ? this.#tree : undefined, seed);
    this.#everything = isWhole ? unseen(this.#tree, inDefaultOrder) : depthFirst(part, 3);
    this.#search = reduced(part, { search: 1, equivalence });
    const atOnce = Math.min(executions / 20, MOST_AT_ONCE);
    this.#members = [
      ...(declared ? [atMost(atOnce, this.#search)] : []),
      fresh(deviationsOf(part, 1, 0)),
      ...(declared ? [atMost(executions / 2 - atOnce, this.#search)] : []),
      fresh(this.#estimate),
    ];
    this.#estimateAt = this.#members.length - 1;
  }

  next(): Guide | undefined {
    for (;;) {
      const guide = this.#current.next();
      if (guide !== undefined) return guide;
      if (this.error !== undefined) return undefined;
      this.#coverage = better(this.#coverage, this.#current.coverage());
      this.remark ??= this.#current.remark;
      if (this.#coverage.kind === "complete") return undefined;
      if (this.#position === this.#estimateAt) {
        this.#fits = this.#estimate.unseen / this.#part.count <= this.#budget - this.#executions;
        this.#members.push(...this.#rest(this.#fits));
      }
      if (this.#position === this.#members.length - 1) return undefined;
      this.#position++;
    }
  }

  learn(explored: Explored): void {
    this.#executions++;
    this.#current.learn(explored);
    // Only the search depends on it: there it holds little more than its own path.
    if (this.#tree.choices > this.#mostChoices && this.#current !== this.#everything) this.#tree.forget();
  }

  get surplus(): Surplus | undefined {
    return this.#current.surplus;
  }

  get error(): Error | undefined {
    return this.#search.error;
  }

  /** Only where the search has come to its end: else it has had but a share of the executions. */
  get interleavings(): Interleavings | undefined {
    const coverage = this.coverage();
    return coverage.kind === "complete" && coverage.upTo !== undefined ? this.#search.interleavings : undefined;
  }

  coverage(): Coverage {
    return better(this.#coverage, this.#current.coverage());
  }

  estimate(): number | undefined {
    return this.#fits === undefined ? undefined : this.#executions + this.#estimate.unseen / this.#part.count;
  }

  save(): Saved {
    return {
      tree: this.#tree.save(),
      search: this.#search.save?.(),
      members: this.#members.map((member) => member.save?.()),
      position: this.#position,
      coverage: this.#coverage,
      executions: this.#executions,
      fits: this.#fits ?? null,
      remark: this.remark ?? null,
    };
  }

  restore({ tree, search, members, position, coverage, executions, fits, remark }: Saved): void {
    this.#tree.restore(tree);
    this.#search.restore?.(search);
    this.#estimate.restore(members[this.#estimateAt] as SavedEstimate);
    if (fits !== null) this.#members.push(...this.#rest(fits));
    for (const [index, member] of this.#members.entries()) {
      if (index !== this.#estimateAt) member.restore?.(members[index]);
    }
    this.#position = position;
    this.#coverage = coverage;
    this.#executions = executions;
    this.#fits = fits ?? undefined;
    this.remark = remark ?? undefined;
  }

  get #current(): Strategy {
    return this.#members[this.#position] as Strategy;
  }

  /** What follows, once it is known whether everything fits the budget. */
  #rest(fits: boolean): Strategy[] {
    const rest = [deviationsOf(this.#part, 3, 2), this.#samplers()];
    return fits ? [this.#everything, ...rest] : rest;
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
  readonly tree: SavedTree;
  readonly search: unknown;
  readonly members: readonly unknown[];
  readonly position: number;
  readonly coverage: Coverage;
  readonly executions: number;
  readonly fits: boolean | null;
  readonly remark: string | null;
}

/** For how many executions a search depth first may keep one deviation waiting, however large the budget is. */
const MOST_AT_ONCE = 100;

/** How many choices are remembered, at most, to see what has been run. */
const MOST_CHOICES = 100_000;

/** Always the first event that leads to something new: every schedule, depth first. */
const inDefaultOrder: Strategy = {
  name: "exhaustive",
  next: () => firstInFirstOut,
  learn: () => {},
  coverage: () => ({ kind: "sampled" }),
};

/** A strategy that ends early, if need be. To save the strategy is for others. */
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
    save: () => left,
    restore: (saved) => (left = saved as number),
  };
}

function better(a: Coverage, b: Coverage): Coverage {
  return rank(b) > rank(a) ? b : a;
}

function rank(coverage: Coverage): number {
  if (coverage.kind === "complete") return Infinity;
  return coverage.kind === "complete to deviations" ? coverage.deviations : -1;
}
