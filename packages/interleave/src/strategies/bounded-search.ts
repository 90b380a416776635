import type { Choice, Coverage, Guide, Strategy } from "./strategy.ts";

/**
 * The strategy that tries schedules in the order of what they cost.
 *
 * @param bound - complete up to this cost, and then at its end
 * @param upTo - how coverage says that all that cost no more were run
 */
export function inOrderOfCost(name: string, costs: Costs, bound: number, upTo: (cost: number) => Coverage): Strategy {
  const search = new BoundedSearch(costs, bound);
  return {
    name,
    next: () => (search.next() ? search : undefined),
    learn: () => search.learn(),
    coverage: () => {
      const { completeTo } = search;
      if (completeTo === Infinity) return { kind: "complete" };
      return completeTo < 0 ? { kind: "sampled" } : upTo(completeTo);
    },
  };
}

/** What may be done at a choice: the event that happens, or the head put behind everything, and then chosen again. */
export type Act = number | "postpone" | "postpone both";

export interface Alternative {
  readonly act: Act;
  /** A whole number; 0: free. */
  readonly cost: number;
}

/** What it costs to go another way than a scheduler of a certain kind would. */
export interface Costs {
  /** Where an execution is left first for another way that costs the same. */
  readonly from: "start" | "end";
  /** The ways to go on, in the order in which they are to be tried. The first one is free. */
  alternatives(choice: Choice): readonly Alternative[];
}

/** An execution, and the ways that it has not gone. */
interface Parent {
  readonly acts: readonly Act[];
  readonly others: readonly Other[];
}

interface Other {
  /** How many acts come before it. */
  readonly depth: number;
  readonly act: Act;
}

/**
 * All schedules in the order of what they cost: first those that cost nothing, then those that cost 1, and so on, each once
 * (iterative deepening).
 *
 * Each execution follows a schedule as far as that goes, and then whatever is free. What it could have done instead on the
 * rest of its way, at no cost, comes next, depth first; what would have cost something waits until its turn comes.
 */
export class BoundedSearch implements Guide {
  readonly #costs: Costs;
  readonly #bound: number;
  /** What the schedules cost that are being run. */
  #level = 0;
  /** Whether the bound has kept anything out. */
  #wasCut = false;
  /** Of this level: what is left to be tried at no cost. */
  readonly #free: Iterator<readonly Act[]>[] = [];
  /** For each level that is to come, the executions that offer something to it. */
  readonly #later = new Map<number, Parent[]>();
  /** Of this level: what those before it have left to it. */
  #schedules: Iterator<readonly Act[]> = [[]].values();

  /** Of the execution that is being run. */
  #acts: Act[] = [];
  #position = 0;
  #others: Map<number, Other[]> = new Map();

  /** @param bound - schedules that cost more are left out */
  constructor(costs: Costs, bound: number = Infinity) {
    this.#costs = costs;
    this.#bound = bound;
  }

  /** What the schedule costs that was begun last. */
  get cost(): number {
    return this.#level;
  }

  /** Every schedule that costs no more has been run: -1 if there is no such number yet, `Infinity` if there are no others. */
  get completeTo(): number {
    if (this.#level < Infinity) return this.#level - 1;
    return this.#wasCut ? this.#bound : Infinity;
  }

  /** Begins the next schedule; `false` when there is none. */
  next(): boolean {
    const schedule = this.#next();
    if (schedule === undefined) return false;
    this.#acts = [...schedule];
    this.#position = 0;
    this.#others = new Map();
    return true;
  }

  choose(choice: Choice): number {
    for (;;) {
      const act = this.#acts[this.#position] ?? this.#goOn(choice);
      this.#position++;
      if (typeof act === "number") return act;
      choice.postpone(0, act === "postpone both"); // and now the next one is the head
    }
  }

  /** The execution has ended. */
  learn(): void {
    for (const [level, others] of this.#others) {
      const backwards = level === this.#level || this.#costs.from === "end";
      const parent = { acts: this.#acts, others: backwards ? deepestFirst(others) : others };
      if (level === this.#level) this.#free.push(children([parent]));
      else {
        const later = this.#later.get(level);
        if (later === undefined) this.#later.set(level, [parent]);
        else later.push(parent);
      }
    }
  }

  #next(): readonly Act[] | undefined {
    for (;;) {
      for (let deepest = this.#free.at(-1); deepest !== undefined; deepest = this.#free.at(-1)) {
        const schedule = deepest.next();
        if (schedule.done !== true) return schedule.value;
        this.#free.pop();
      }
      const schedule = this.#schedules.next();
      if (schedule.done !== true) return schedule.value;
      if (this.#level === Infinity) return undefined;
      this.#deepen();
    }
  }

  /** On to the next level that something was left to. */
  #deepen(): void {
    this.#level = Math.min(...this.#later.keys()); // Infinity, if there is none
    const parents = this.#later.get(this.#level) ?? [];
    this.#later.delete(this.#level);
    this.#schedules = children(parents);
  }

  /** The schedule says nothing of this choice: what is free, now, and the rest another time. */
  #goOn(choice: Choice): Act {
    const [first, ...rest] = this.#costs.alternatives(choice) as [Alternative, ...Alternative[]];
    const depth = this.#acts.length;
    for (const { act, cost } of rest) {
      const level = this.#level + cost;
      if (level > this.#bound) {
        this.#wasCut = true;
        continue;
      }
      const others = this.#others.get(level);
      if (others === undefined) this.#others.set(level, [{ depth, act }]);
      else others.push({ depth, act });
    }
    this.#acts.push(first.act);
    return first.act;
  }
}

function deepestFirst(others: readonly Other[]): Other[] {
  return others.toSorted((a, b) => b.depth - a.depth);
}

function* children(parents: readonly Parent[]): Generator<readonly Act[]> {
  for (const { acts, others } of parents) for (const { depth, act } of others) yield [...acts.slice(0, depth), act];
}
