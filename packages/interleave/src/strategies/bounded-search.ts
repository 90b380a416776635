import {
  type Act,
  type Branch,
  Branches,
  branchOf,
  depthOf,
  type Parent,
  type SavedBranches,
  sizeOf,
} from "./branches.ts";
import { type Part, whole } from "./part.ts";
import type { Choice, Guide } from "./strategy.ts";

/**
 * All schedules in the order of what they cost: first those that cost nothing, then those that cost 1, and so on, each once
 * (iterative deepening).
 *
 * Each execution follows a schedule as far as that goes, and then whatever is free. What it could have done instead on the
 * rest of its way, at no cost, comes next, depth first; what would have cost something waits until its turn comes.
 *
 * Where it is divided, every part runs what costs nothing; an item is a schedule that branches off there, with all that
 * branch off from it.
 */
export class BoundedSearch implements Guide {
  readonly #costs: Costs;
  readonly #bound: number;
  readonly #room: number;
  readonly #isOurs: (item: number) => boolean;
  /** How many items it has come to. */
  #item = 0;
  /** What the schedules cost that are being run. */
  #level = 0;
  /** Whether the bound has kept anything out. */
  #wasCut = false;
  #begun = false;
  /** Of this level: what is left to be tried at no cost. */
  #free: Branches[] = [];
  /** Of this level: what those before it have left to it. */
  #schedules = new Branches([]);
  /** For each level that is to come, the executions that offer something to it. */
  readonly #later = new Map<number, Parent[]>();
  #remembered = 0;
  /** The first level that lacks schedules, since what they branch off from was forgotten. */
  #lacking = Infinity;

  /** Of the execution that is being run. */
  #acts: Act[] = [];
  #position = 0;
  #others: Map<number, Branch[]> = new Map();

  constructor(costs: Costs, { bound = Infinity, part = whole, search = 0, room = ROOM }: SearchOptions = {}) {
    this.#costs = costs;
    this.#room = room;
    this.#bound = bound;
    this.#isOurs = part.divide(search);
  }

  /** What the schedule costs that was begun last. */
  get cost(): number {
    return this.#level;
  }

  /** Every schedule that costs no more has been run: -1 if there is no such number yet, `Infinity` if there are no others. */
  get completeTo(): number {
    if (this.#level < Infinity) return Math.min(this.#level, this.#lacking) - 1;
    return Math.min(this.#wasCut ? this.#bound : Infinity, this.#lacking - 1);
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
      const branches = backwards ? others.toSorted((a, b) => depthOf(b) - depthOf(a)) : others;
      const parent = { acts: this.#acts, branches, shared: this.#level === 0 };
      if (level === this.#level) this.#free.push(new Branches([parent]));
      else this.#remember(level, parent);
    }
  }

  save(): SavedSearch {
    return {
      level: this.#level === Infinity ? "all" : this.#level,
      lacking: this.#lacking === Infinity ? "none" : this.#lacking,
      wasCut: this.#wasCut,
      begun: this.#begun,
      item: this.#item,
      free: this.#free.map((branches) => branches.save()),
      schedules: this.#schedules.save(),
      later: [...this.#later],
      costs: this.#costs.save?.(),
    };
  }

  restore({ level, lacking, wasCut, begun, item, free, schedules, later, costs }: SavedSearch): void {
    this.#costs.restore?.(costs);
    this.#level = level === "all" ? Infinity : level;
    this.#lacking = lacking === "none" ? Infinity : lacking;
    this.#wasCut = wasCut;
    this.#begun = begun;
    this.#item = item;
    this.#free = free.map((saved) => Branches.restore(saved));
    this.#schedules = Branches.restore(schedules);
    for (const [of, parents] of later) for (const parent of parents) this.#remember(of, parent);
  }

  #remember(level: number, parent: Parent): void {
    if (this.#remembered > this.#room) {
      this.#lacking = Math.min(this.#lacking, level);
      return;
    }
    this.#remembered += sizeOf(parent);
    const parents = this.#later.get(level);
    if (parents === undefined) this.#later.set(level, [parent]);
    else parents.push(parent);
  }

  #next(): readonly Act[] | undefined {
    if (!this.#begun) {
      this.#begun = true;
      return [];
    }
    for (;;) {
      for (let deepest = this.#free.at(-1); deepest !== undefined; deepest = this.#free.at(-1)) {
        const schedule = deepest.next();
        if (schedule !== undefined) return schedule.acts;
        this.#free.pop();
      }
      for (let schedule = this.#schedules.next(); schedule !== undefined; schedule = this.#schedules.next()) {
        if (!schedule.shared || this.#isOurs(this.#item++)) return schedule.acts;
      }
      if (this.#level === Infinity) return undefined;
      this.#deepen();
    }
  }

  /** On to the next level that something was left to. */
  #deepen(): void {
    this.#level = Math.min(...this.#later.keys()); // Infinity, if there is none
    const parents = this.#later.get(this.#level) ?? [];
    this.#later.delete(this.#level);
    for (const parent of parents) this.#remembered -= sizeOf(parent);
    this.#schedules = new Branches(parents);
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
      if (others === undefined) this.#others.set(level, [branchOf(depth, act)]);
      else others.push(branchOf(depth, act));
    }
    this.#acts.push(first.act);
    return first.act;
  }
}

/** What a search is made with, besides its costs. */
export interface SearchOptions {
  /** Schedules that cost more are left out. */
  readonly bound?: number | undefined;
  readonly part?: Part | undefined;
  /** Which search of a strategy it is, where that is divided. */
  readonly search?: number | undefined;
  readonly room?: number | undefined;
}

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
  /** What they remember of earlier executions, as plain data for JSON. */
  save?(): unknown;
  restore?(saved: unknown): void;
}

/**
 * What executions offer to later levels is remembered up to about 64 MB, counted as so many numbers of 8 bytes: the
 * schedules that branch off from what was forgotten are not run, and the coverage does not claim them.
 */
const ROOM = 8_000_000;

export interface SavedSearch {
  readonly level: number | "all";
  readonly lacking: number | "none";
  readonly wasCut: boolean;
  readonly begun: boolean;
  readonly item: number;
  readonly free: readonly SavedBranches[];
  readonly schedules: SavedBranches;
  readonly later: readonly (readonly [level: number, parents: readonly Parent[]])[];
  readonly costs: unknown;
}
