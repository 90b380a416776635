import type { Footprint } from "../footprint.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { SimEvent } from "../simulation/event.ts";

/** An event of the trial run. */
export interface Counted {
  readonly owner: string;
  readonly footprint: Footprint | undefined;
}

export interface SavedEvents {
  readonly trial: readonly Counted[];
  readonly started: readonly [string, string[]][];
  readonly known: readonly string[];
}

/**
 * How many events each task has still to come, by the measure of a trial run. The events of a task that has not appeared
 * yet are to come of the one that will start it.
 */
export class RemainingEvents {
  readonly #trial: Counted[] = [];
  /** The tasks that a task has started, in the trial. */
  readonly #started = new Map<string, string[]>();
  readonly #known = new Set(["body"]); // nobody starts it
  readonly #remaining = new Map<string, number>();
  readonly #appeared = new Set<string>();

  /** The events of the trial run, in order. */
  get trial(): readonly Counted[] {
    return this.#trial;
  }

  /** A new trial begins: what the last one has measured is forgotten. */
  beginTrial(): void {
    this.#trial.length = 0;
    this.#started.clear();
    this.#known.clear();
    this.#known.add("body");
  }

  /** An event of the trial happens; all of them have to be told of, in order. */
  measure(event: Occurrence, owner: string, footprint: Footprint | undefined): void {
    if (!this.#known.has(owner)) {
      this.#known.add(owner);
      const starter = this.#creatorOf(event);
      this.#started.set(starter, [...(this.#started.get(starter) ?? []), owner]);
    }
    this.#trial.push({ owner, footprint });
  }

  /** Another execution begins, in which those events count for which `counts` says so. */
  begin(counts: (event: Counted) => boolean): void {
    this.#appeared.clear();
    this.#remaining.clear();
    for (const event of this.#trial) if (counts(event)) this.#add(event.owner, 1);
  }

  /** From now on this task's events are its own. `false`: it had appeared already. */
  appears(owner: string): boolean {
    if (this.#appeared.has(owner)) return false;
    this.#appeared.add(owner);
    return true;
  }

  /** An event that counts has happened. */
  happens(owner: string): void {
    this.#add(owner, -1);
  }

  /** How many are to come of this task, and of those that it will start. */
  of(owner: string): number {
    let sum = Math.max(0, this.#remaining.get(owner) ?? 0);
    const started = this.#started.get(owner);
    if (started === undefined) return sum;
    for (const task of started) if (!this.#appeared.has(task)) sum += this.of(task);
    return sum;
  }

  /**
   * One of the tasks, with a probability in proportion to what is to come of it.
   * @param owners - may name a task several times
   * @param due - of these there is one to come at least, whatever the trial says
   * @returns `undefined` if nothing is to come of any
   */
  draw(owners: readonly string[], random: () => number, due: readonly string[]): string | undefined {
    const weights: number[] = [];
    let sum = 0;
    for (const owner of owners) {
      const isKnown = owners.indexOf(owner) < weights.length;
      const weight = isKnown ? 0 : Math.max(due.includes(owner) ? 1 : 0, this.of(owner));
      sum += weight;
      weights.push(weight);
    }
    let left = random() * sum;
    return owners.find((_, i) => (left -= weights[i] as number) < 0);
  }

  /** The task that has started this one, or the nearest before that which has appeared. */
  starterOf(owner: string): string | undefined {
    for (const [starter, started] of this.#started) {
      if (started.includes(owner)) return this.#appeared.has(starter) ? starter : this.starterOf(starter);
    }
    return undefined;
  }

  /** The trial. */
  save(): SavedEvents {
    return { trial: [...this.#trial], started: [...this.#started], known: [...this.#known] };
  }

  restore({ trial, started, known }: SavedEvents): void {
    this.beginTrial();
    this.#trial.push(...trial);
    for (const [starter, tasks] of started) this.#started.set(starter, tasks);
    for (const task of known) this.#known.add(task);
  }

  #add(owner: string, count: number): void {
    this.#remaining.set(owner, (this.#remaining.get(owner) ?? 0) + count);
  }

  /** In whose step the event was created; of a timer nothing is known but that it was not enabled a step before. */
  #creatorOf(event: Occurrence): string {
    const step = event instanceof SimEvent ? event.creator : this.#trial.length;
    return this.#trial[step - 1]?.owner ?? "body";
  }
}
