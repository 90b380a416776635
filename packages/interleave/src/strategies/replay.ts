import { ScheduleMismatchError } from "../failure.ts";
import { type Deviation, deviation, identityOf, kindOf, nameOf } from "../schedule.ts";
import type { Choice, Guide } from "./strategy.ts";

/** Follows the deviations of a schedule, and otherwise the default order. */
export class Replay implements Guide {
  /** Where schedule and body parted, if they did. */
  mismatch: ScheduleMismatchError | undefined;

  readonly #deviations: readonly Deviation[];
  #position = 0;

  constructor(deviations: readonly Deviation[]) {
    this.#deviations = deviations;
  }

  /** The first deviation that was never reached. */
  get unreached(): Deviation | undefined {
    return this.#deviations[this.#position];
  }

  choose(choice: Choice): number {
    for (;;) {
      const due = this.#deviations[this.#position];
      if (due === undefined || due.step > choice.step) return 0;
      if (due.step < choice.step) return this.#part(choice, due, `step ${due.step} was no choice`);
      const index = find(choice, due);
      if (index < 0) return this.#part(choice, due, `event ${due.event} is not enabled there`);
      if (deviation(choice.step, due.how, choice.at(index)).label !== due.label) {
        const occurrence = choice.at(index);
        return this.#part(
          choice,
          due,
          `event ${due.event} is now the ${kindOf(occurrence)} of "${nameOf(occurrence)}"`,
        );
      }
      this.#position++;
      if (due.how === "pull") return index;
      choice.postpone(index, due.how === "postpone both");
    }
  }

  #part(choice: Choice, due: Deviation, why: string): number {
    const enabled = Array.from({ length: choice.size }, (_, i) => choice.at(i));
    const list = enabled.map((one) => `${kindOf(one)} "${nameOf(one)}" (${identityOf(one)})`).join(", ");
    this.mismatch = new ScheduleMismatchError(
      due.step,
      `at step ${due.step} it says "${due.how} event ${due.event}", but ${why}; enabled at step ${choice.step}: ${list}`,
    );
    return -1;
  }
}

function find(choice: Choice, { event }: Deviation): number {
  for (let index = 0; index < choice.size; index++) if (identityOf(choice.at(index)) === event) return index;
  return -1;
}
