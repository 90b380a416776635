import { type Ended, sameEnd } from "../../ended.ts";
import type { Footprint } from "../../footprint.ts";
import { nameOf } from "../../schedule.ts";
import { showValue } from "../../report/show-value.ts";
import type { Choice, Explored, Guide } from "../strategy.ts";
import type { Run, RunStep } from "./run.ts";

/** A run, and how it ended. */
export interface Finished extends Ended {
  readonly run: Run;
}

/** What came of another order. */
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

/** Follows a run once more, with its steps in another order that its causal order allows: nothing must come of it. */
export class PermutedRun implements Guide {
  readonly #labels: Map<number, Label>;
  readonly #finished: Finished;
  readonly #script: readonly number[];
  /** Why it could not be followed to its end. */
  #parted: Difference | undefined;

  /**
   * @param order - positions in the run
   * @param labels - gathers what is seen of events
   */
  constructor(finished: Finished, order: readonly number[], labels: Map<number, Label>) {
    this.#labels = labels;
    this.#finished = finished;
    this.#script = order.map((position) => (finished.run.steps[position] as RunStep).event);
  }

  choose(choice: Choice): number {
    const { observed } = choice;
    if (observed === undefined) return 0;
    const due = this.#script[observed.steps.length];
    let chosen = due === undefined ? 0 : -1;
    let besides: number | undefined;
    for (let index = 0; index < choice.size; index++) {
      const events = observed.numbersOf(choice.at(index));
      for (const event of events) {
        this.#labels.set(event, { name: nameOf(choice.at(index)), owner: choice.ownerAt(index) });
        if (event === due) chosen = index; // the last: while a pick is open, the first value may still become all others
      }
      if (!events.some((event) => this.#script.includes(event))) besides = events[0];
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
