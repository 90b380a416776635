import { conflict, type Footprint } from "../../footprint.ts";
import { ITEMS_PER_PART, type Part } from "../part.ts";
import { giveUp, OptimalExploration, type SavedExploration } from "./exploration.ts";
import { Memory } from "./memory.ts";
import type { Run, RunStep } from "./run.ts";
import { afterStep, type SleepSet } from "./sleep-set.ts";
import { versioned, type VersionedStep } from "./versions.ts";

/** A choice in the top of the tree, where every enabled event is taken in turn. */
interface Node {
  readonly children: readonly number[];
  /** How many steps come before it. */
  readonly depth: number;
  /** About how many orders that matter there are up to it. */
  readonly orders: number;
  /** The steps of the children that have been explored. */
  readonly tried: VersionedStep[];
  /** The step of the present child, once it is known. */
  step?: VersionedStep;
}

/**
 * The traces of one part, each once: an {@link OptimalExploration} divided.
 *
 * Races of one run are turned where another began, so that an optimal exploration has no subtrees that could be given away.
 * So in the top of the tree it takes every enabled event, whether there is a race or not, and only a sleep set keeps out
 * what an earlier sibling covers (Godefroid, LNCS 1032, 1996): that needs no races. An item is the subtree below a node
 * where something sleeps, or where enough orders that matter lie behind; an optimal exploration, begun there with what
 * sleeps, has the traces of no other item. What it costs is, in each part, a run to each node of the top, and a run in those
 * items of which other ones have everything: all of them redundant, and counted.
 */
export class DividedExploration {
  executions = 0;
  diverged = 0;

  readonly #isOurs: (item: number) => boolean;
  readonly #items: number;
  #memory = new Memory();
  /** How many items it has come to. */
  #item = 0;
  readonly #path: Node[] = [];
  /** What events do in the default order: a hint at which of them have something in common. */
  #footprints: Map<number, Footprint> | undefined;
  #inner: OptimalExploration | undefined;

  // The run that is being made
  #steps: VersionedStep[] = [];
  #asleep: SleepSet = [];
  #position = 0;
  #ended = false;

  constructor(part: Part, search: number) {
    this.#isOurs = part.divide(search);
    this.#items = part.count * ITEMS_PER_PART;
  }

  /** Begins the next run. `false` if there is none. */
  next(): boolean {
    if (this.#inner !== undefined) {
      if (this.#inner.next()) return true;
      this.diverged += this.#inner.diverged;
      this.#inner = undefined;
      this.#ended = !this.#advance();
    }
    this.#steps = [];
    this.#asleep = [];
    this.#position = 0;
    return !this.#ended;
  }

  /** As that of an {@link OptimalExploration}. */
  choose(enabled: readonly number[], ran: readonly RunStep[]): number {
    if (this.#inner !== undefined) return this.#inner.choose(enabled, ran);
    if (this.#footprints === undefined) return enabled[0] ?? giveUp;
    if (!this.#follow(ran)) return giveUp;
    const node = this.#path[this.#position];
    if (node !== undefined) {
      this.#position++;
      return enabled.includes(childOf(node)) ? childOf(node) : giveUp;
    }
    const orders = this.#orders();
    if (this.#asleep.length === 0 && orders < this.#items) {
      this.#path.push({ children: enabled, depth: ran.length, orders, tried: [] });
      this.#position++;
      return enabled[0] ?? giveUp;
    }
    if (!this.#isOurs(this.#item++)) return giveUp;
    this.#inner = new OptimalExploration(this.#memory, { steps: this.#steps, elsewhere: this.#asleep });
    this.#inner.next();
    return this.#inner.choose(enabled, ran);
  }

  /** The run was given up. */
  abandoned(): void {
    if (this.#inner === undefined) this.#ended = !this.#advance();
    else this.#inner.abandoned();
  }

  /** The run has come to its end. Returns whether it is the first of its kind, and of this part. */
  learn(run: Run): boolean {
    if (this.#inner !== undefined) {
      const isFirst = this.#inner.learn(run);
      if (isFirst) this.executions++;
      return isFirst;
    }
    if (this.#footprints === undefined) {
      this.#footprints = new Map(run.steps.map(({ event, footprint }) => [event, footprint]));
      return false; // it will come again
    }
    const isOurs = this.#follow(run.steps) && this.#isOurs(this.#item++);
    if (isOurs) this.executions++;
    this.#ended = !this.#advance();
    return isOurs;
  }

  save(): SavedDivision {
    return {
      counts: [this.executions, this.diverged, this.#item],
      memory: this.#inner === undefined ? this.#memory.save() : undefined,
      path: this.#path,
      footprints: this.#footprints && [...this.#footprints],
      inner: this.#inner?.save(),
      ended: this.#ended,
    };
  }

  restore({ counts, memory, path, footprints, inner, ended }: SavedDivision): void {
    [this.executions, this.diverged, this.#item] = counts;
    if (inner !== undefined) this.#inner = OptimalExploration.restore(inner);
    this.#memory = this.#inner?.memory ?? Memory.restore(memory ?? []);
    this.#path.push(...path);
    this.#footprints = footprints && new Map(footprints);
    this.#ended = ended;
  }

  /** Takes note of the steps of this run. `false` if it has come to where another item has everything. */
  #follow(ran: readonly RunStep[]): boolean {
    for (const step of ran.slice(this.#steps.length)) {
      if (this.#asleep.some(({ event }) => event === step.event)) return false;
      const node = this.#path.find(({ depth }) => depth === this.#steps.length);
      const taken = versioned(step, this.#steps);
      if (node !== undefined) node.step = taken;
      this.#asleep = afterStep([...this.#asleep, ...(node?.tried ?? [])], taken);
      this.#steps.push(taken);
    }
    return true;
  }

  /** About how many orders that matter there are up to here: at each choice, the event taken and those that it races with. */
  #orders(): number {
    const last = this.#path.at(-1);
    if (last === undefined) return 1;
    const event = childOf(last);
    const footprint = this.#footprints?.get(event);
    const races = last.children.filter((other) => {
      const others = this.#footprints?.get(other);
      return other !== event && (footprint === undefined || others === undefined || conflict(footprint, others));
    });
    return last.orders * (1 + races.length);
  }

  /** Goes on to the next child in the top of the tree. `false` when there is none. */
  #advance(): boolean {
    for (let node = this.#path.at(-1); node !== undefined; node = this.#path.at(-1)) {
      // A run that has gone astray: what its step would do is not known, so nothing can be said of what it covers.
      if (node.step === undefined) this.diverged++;
      else node.tried.push(node.step);
      delete node.step;
      if (node.tried.length < node.children.length && this.diverged === 0) return true;
      this.#path.pop();
    }
    return false;
  }
}

function childOf({ children, tried }: Node): number {
  return children[tried.length] as number;
}

export interface SavedDivision {
  readonly counts: readonly [executions: number, diverged: number, item: number];
  readonly memory: ReturnType<Memory["save"]> | undefined;
  readonly path: readonly Node[];
  readonly footprints: readonly [event: number, footprint: Footprint][] | undefined;
  readonly inner: SavedExploration | undefined;
  readonly ended: boolean;
}
