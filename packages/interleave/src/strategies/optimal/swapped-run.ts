import { type Ended, sameEnd } from "../../ended.ts";
import { conflict, type Footprint } from "../../footprint.ts";
import { nameOf } from "../../schedule.ts";
import { showValue } from "../../report/show-value.ts";
import type { Choice, Explored, Guide } from "../strategy.ts";
import type { Run, RunStep } from "./run.ts";

/** A run, and how it ended. */
export interface Finished extends Ended {
  readonly run: Run;
}

/** What came of a swap. */
export interface Difference {
  /** Of which event it is said. */
  readonly event?: number;
  readonly what: string;
}

/** What is known of an event by those who see it enabled. */
export interface Label {
  readonly name: string;
  readonly owner: string;
}

/** The positions of steps that may as well come right after the next one, by their footprints. */
export function commuting({ steps }: Run): number[] {
  const found: number[] = [];
  for (let position = 0; position + 1 < steps.length; position++) {
    const step = steps[position] as RunStep;
    const next = steps[position + 1] as RunStep;
    const opens = next.creator === step.event || next.waits.some(({ until }) => until === step.event);
    if (!opens && !conflict(step.footprint, next.footprint)) found.push(position);
  }
  return found;
}

/** Follows a run once more, with two neighbours swapped that commute: nothing must come of it. */
export class SwappedRun implements Guide {
  readonly #labels: Map<number, Label>;
  readonly #finished: Finished;
  readonly #script: number[];
  /** Why it could not be followed to its end. */
  #parted: Difference | undefined;

  /**
   * @param position - of the first of the two; `undefined`: the same run, unchanged
   * @param labels - gathers what is seen of events
   */
  constructor(finished: Finished, position: number | undefined, labels: Map<number, Label>) {
    this.#labels = labels;
    this.#finished = finished;
    this.#script = finished.run.steps.map(({ event }) => event);
    if (position === undefined) return;
    const [first, second] = this.#script.splice(position, 2) as [number, number];
    this.#script.splice(position, 0, second, first);
  }

  choose(choice: Choice): number {
    const { observed } = choice;
    if (observed === undefined) return 0;
    const due = this.#script[observed.steps.length];
    let chosen = due === undefined ? 0 : -1;
    let besides: number | undefined;
    for (let index = 0; index < choice.size; index++) {
      const event = observed.idOf(choice.at(index));
      this.#labels.set(event, { name: nameOf(choice.at(index)), owner: choice.ownerAt(index) });
      if (event === due) chosen = index;
      if (!this.#script.includes(event)) besides = event;
    }
    if (chosen < 0) this.#parted = besides === undefined ? notAsBefore(due as number) : comesBesides(besides);
    return chosen;
  }

  /** An event that has to come, and is not even enabled where only one is. */
  givesUp(only: Choice): boolean {
    return this.choose(only) < 0;
  }

  /** What is different now; `undefined` if nothing is. */
  difference({ run, outcome }: Explored): Difference | undefined {
    if (this.#parted !== undefined) return this.#parted;
    if (run === undefined || outcome === undefined) return undefined;
    const before = new Map(this.#finished.run.steps.map((step) => [step.event, step]));
    for (const [position, due] of this.#script.entries()) {
      const step = run.steps[position];
      if (step?.event !== due) return notAsBefore(due);
      if (!same(step.footprint, (before.get(due) as RunStep).footprint)) {
        return { event: due, what: "then touches something else" };
      }
    }
    const further = run.steps[this.#script.length];
    if (further !== undefined) return comesBesides(further.event);
    if (sameEnd(outcome, this.#finished)) return undefined;
    return { what: `it ends with ${describe(this.#finished)}, and the other way round with ${describe(outcome)}` };
  }
}

function notAsBefore(event: number): Difference {
  return { event, what: "then does not come where it came before" };
}

function comesBesides(event: number): Difference {
  return { event, what: "then comes, and did not before" };
}

function same(a: Footprint, b: Footprint): boolean {
  return a.unknown === b.unknown && sameLocations(a.reads, b.reads) && sameLocations(a.writes, b.writes);
}

function sameLocations(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((location) => others.includes(location));
}

function describe({ value, failure }: Ended): string {
  if (failure === undefined) return showValue(value);
  return failure.error instanceof Error ? `${failure.error.name}: ${failure.error.message}` : showValue(failure.error);
}
