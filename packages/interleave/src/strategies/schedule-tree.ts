import type { Occurrence } from "../simulation/enabled.ts";
import { SimEvent } from "../simulation/event.ts";
import type { Choice } from "./strategy.ts";

/**
 * The schedules that have been run, as a tree of choices: so that no schedule is run twice, whoever proposes it.
 *
 * Events are told apart by what they are, not by where they stand in the default order: two guides that postpone others are
 * on the same branch as long as the same events happen. A subtree that has been run in full is kept as one word, so that
 * a search depth first needs no more room than its path.
 */
export class ScheduleTree {
  /** How many schedules it holds. */
  schedules: number = 0;
  /** How many choices it remembers: what it takes of memory. */
  choices: number = 0;
  #root: Node | Done | undefined;
  readonly #path: { readonly node: Node; readonly key: number }[] = [];

  /** Whether there is no schedule that it does not hold. */
  get isComplete(): boolean {
    return this.#root === DONE;
  }

  /** An execution begins. */
  begin(): void {
    this.#path.length = 0;
  }

  /** The enabled events, by index, with which this execution may become one that has not been run. */
  open(choice: Choice): number[] {
    const { after } = this.#here(choice);
    const open: number[] = [];
    for (let index = 0; index < choice.size; index++) {
      if (after.get(keyOf(choice.at(index))) !== DONE) open.push(index);
    }
    return open;
  }

  /** This execution goes on with this event. */
  take(choice: Choice, index: number): void {
    this.#path.push({ node: this.#here(choice), key: keyOf(choice.at(index)) });
  }

  /** It has ended. */
  end(): void {
    this.schedules++;
    for (let last = this.#path.pop(); last !== undefined; last = this.#path.pop()) {
      const { node, key } = last;
      node.after.set(key, DONE);
      if (++node.done < node.size) return;
      this.choices--;
    }
    this.#root = DONE;
  }

  /** All that it holds, between two executions. */
  save(): SavedTree {
    return { schedules: this.schedules, root: this.#root === undefined ? null : saveNode(this.#root) };
  }

  restore({ schedules, root }: SavedTree): void {
    this.schedules = schedules;
    this.#root = root === null ? undefined : this.#restoreNode(root);
  }

  #restoreNode(saved: SavedNode): Node | Done {
    if (saved === DONE) return DONE;
    const [size, ...after] = saved;
    this.choices++;
    const node: Node = { size, done: 0, after: new Map() };
    for (const [key, below] of after) {
      node.after.set(key ?? Infinity, this.#restoreNode(below));
      if (below === DONE) node.done++;
    }
    return node;
  }

  /** It holds nothing any more. */
  forget(): void {
    this.schedules = this.choices = this.#path.length = 0;
    this.#root = undefined;
  }

  /** The node of the choice at hand. */
  #here({ size }: Choice): Node {
    const last = this.#path.at(-1);
    const known = last === undefined ? this.#root : last.node.after.get(last.key);
    if (known === DONE) throw new Error("This schedule has been run: a choice that is done was taken.");
    if (known !== undefined) return known;
    const node: Node = { size, done: 0, after: new Map() };
    this.choices++;
    if (last === undefined) this.#root = node;
    else last.node.after.set(last.key, node);
    return node;
  }
}

/** Everything below has been run. */
const DONE = "done";
type Done = typeof DONE;

/** A choice between so many events, and what came after each that has been taken. */
interface Node {
  readonly size: number;
  /** How many of them are done. */
  done: number;
  readonly after: Map<number, Node | Done>;
}

/** A choice as plain data: its size, and what came after each event; `null`: after the timer. */
type SavedNode = Done | readonly [size: number, ...after: (readonly [key: number | null, below: SavedNode])[]];

export interface SavedTree {
  readonly schedules: number;
  readonly root: SavedNode | null;
}

function saveNode(node: Node | Done): SavedNode {
  if (node === DONE) return DONE;
  return [
    node.size,
    ...[...node.after].map(([key, below]) => [key === Infinity ? null : key, saveNode(below)] as const),
  ];
}

/** What an event is among those that are enabled with it: see its identity. Only one timer is enabled at a time. */
function keyOf(occurrence: Occurrence): number {
  if (!(occurrence instanceof SimEvent)) return Infinity;
  const { creator, ordinal, fault = -1 } = occurrence;
  return (creator * MAX_ORDINALS + ordinal) * MAX_FAULTS + fault + 1;
}

const MAX_ORDINALS = 2 ** 20;
const MAX_FAULTS = 2 ** 12;
