import { Draws } from "./draws.ts";

/**
 * Random priorities, some of which change on the way: what PCT and PCTCP have in common. What has a priority (a task, a
 * chain of events) is for the caller to say.
 *
 * The length k of an execution is the number of its choices: at a step that is none, a change of priorities changes nothing.
 * It is measured by the first execution, which changes none, and grows when a later one exceeds it.
 */
export class Priorities<Key> {
  readonly #draws: Draws;
  readonly #changes: number;
  readonly #priorities = new Map<Key, number>();
  /** At which choices a priority changes, in the order in which they were drawn. */
  #changePoints: number[] = [];
  #choices = 0;
  #length = 0;

  constructor(depth: number, seed: number) {
    if (!(Number.isInteger(depth) && depth >= 1)) {
      throw new RangeError(`The depth of a bug is a whole number, 1 or more, and got ${depth}.`);
    }
    this.#changes = depth - 1;
    this.#draws = new Draws(seed);
  }

  /** The next execution begins. */
  begin(): void {
    this.#length = Math.max(this.#length, Math.min(this.#choices, FAIR_AFTER));
    this.#choices = 0;
    this.#priorities.clear();
    this.#changePoints = [];
    while (this.#changePoints.length < Math.min(this.#changes, this.#length)) {
      const point = 1 + this.#draws.below(this.#length);
      if (!this.#changePoints.includes(point)) this.#changePoints.push(point);
    }
  }

  /** Any index: for what no priority is to decide. */
  any(size: number): number {
    return this.#draws.below(size);
  }

  /** The index of the one with the highest priority. */
  choose(size: number, keyAt: (index: number) => Key): number {
    this.#choices++;
    if (this.#choices > FAIR_AFTER) return this.any(size);
    const highest = this.#highest(size, keyAt);
    const change = this.#changePoints.indexOf(this.#choices);
    if (change < 0) return highest;
    // Below all that have never changed, and the lower, the later it was drawn: not the later it comes. The proof needs
    // every order of the lowered ones.
    this.#priorities.set(keyAt(highest), -1 - change);
    return this.#highest(size, keyAt);
  }

  save(): SavedPriorities {
    return { draws: this.#draws.save(), choices: this.#choices, length: this.#length };
  }

  restore({ draws, choices, length }: SavedPriorities): void {
    this.#draws.restore(draws);
    this.#choices = choices;
    this.#length = length;
  }

  #highest(size: number, keyAt: (index: number) => Key): number {
    let highest = 0;
    let highestPriority = -Infinity;
    for (let index = 0; index < size; index++) {
      const priority = this.#of(keyAt(index));
      if (priority > highestPriority) {
        highest = index;
        highestPriority = priority;
      }
    }
    return highest;
  }

  /** Independent random numbers are in every order equally often, without the number of keys being known beforehand. */
  #of(key: Key): number {
    let priority = this.#priorities.get(key);
    if (priority === undefined) this.#priorities.set(key, (priority = this.#draws.next()));
    return priority;
  }
}

export interface SavedPriorities {
  readonly draws: number;
  readonly choices: number;
  readonly length: number;
}

/**
 * What polls with the highest priority would starve all others for ever, and be taken for a livelock: after so many
 * choices an execution goes on as a random walk, which is fair. (As in Coyote's fair variant of PCT.)
 */
const FAIR_AFTER = 500;
