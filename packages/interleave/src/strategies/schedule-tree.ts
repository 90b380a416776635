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
    return { schedules: this.schedules, nodes: this.#root === undefined ? [] : numbersOf(this.#root) };
  }

  restore({ schedules, nodes }: SavedTree): void {
    this.schedules = schedules;
    const open: { readonly node: Node; left: number }[] = [];
    let key: number | undefined;
    for (let at = 0; at < nodes.length;) {
      const size = nodes[at++] as number;
      const below: Node | Done = size === 0 ? DONE : { size, done: 0, after: new Map() };
      const parent = open.at(-1);
      if (parent === undefined) this.#root = below;
      else {
        parent.node.after.set(key as number, below);
        parent.left--;
        if (below === DONE) parent.node.done++;
      }
      if (below !== DONE) {
        this.choices++;
        open.push({ node: below, left: nodes[at++] as number });
      }
      while (open.at(-1)?.left === 0) open.pop();
      if (open.length > 0) key = nodes[at++] as number;
    }
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

export interface SavedTree {
  readonly schedules: number;
  /**
   * Depth first, so that an execution of thousands of choices is no deeper than one of two: of a choice its size, how many
   * events were taken there, and for each its key and what came after it; 0 for what is done.
   */
  readonly nodes: readonly number[];
}

function numbersOf(root: Node | Done): number[] {
  const numbers: number[] = [];
  const open: Iterator<[key: number, below: Node | Done]>[] = [];
  const write = (node: Node | Done): void => {
    if (node === DONE) return void numbers.push(0);
    numbers.push(node.size, node.after.size);
    open.push(node.after.entries());
  };
  write(root);
  for (let deepest = open.at(-1); deepest !== undefined; deepest = open.at(-1)) {
    const next = deepest.next();
    if (next.done === true) {
      open.pop();
      continue;
    }
    const [key, below] = next.value;
    numbers.push(key);
    write(below);
  }
  return numbers;
}

/** What an event is among those that are enabled with it: see its identity. Only one timer is enabled at a time. */
function keyOf(occurrence: Occurrence): number {
  if (!(occurrence instanceof SimEvent)) return TIMER;
  const { creator, ordinal, fault = -1 } = occurrence;
  return (creator * MAX_ORDINALS + ordinal) * MAX_FAULTS + fault + 1;
}

/** No event has it, and JSON does. */
const TIMER = Number.MAX_SAFE_INTEGER;
const MAX_ORDINALS = 2 ** 20;
const MAX_FAULTS = 2 ** 12;
