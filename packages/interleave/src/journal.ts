import { Fingerprint } from "./fingerprint.ts";
import {
  type Deviation,
  deviation,
  dimensionsOf,
  kindOf,
  eventHash,
  timerHash,
  nameOf,
  printSchedule,
  printTrace,
} from "./schedule.ts";
import type { Occurrence } from "./simulation/enabled.ts";
import { SimEvent } from "./simulation/event.ts";

/** All that every execution writes down of itself: the last event, a hash of all, and where it left the default order. */
export class Journal {
  /** How many events have happened. */
  steps: number = 0;
  /** Whether a call could have failed. */
  mayFail: boolean = false;
  #last: Occurrence | undefined;
  readonly #fingerprint = new Fingerprint();
  readonly #deviated: { step: number; how: Deviation["how"]; occurrence: Occurrence }[] = [];

  /** An event happens. */
  happens(occurrence: Occurrence): void {
    this.steps++;
    this.#last = occurrence;
    if (occurrence instanceof SimEvent) {
      const { creator, ordinal, fault = -1 } = occurrence;
      this.#fingerprint.add(creator, ordinal + 1024 * (fault + 1), eventHash(occurrence));
    } else {
      this.#fingerprint.add(occurrence.when, 0, timerHash(occurrence));
    }
  }

  /** The next event is not the one that the default order says. */
  deviates(how: Deviation["how"], occurrence: Occurrence): void {
    this.#deviated.push({ step: this.steps + 1, how, occurrence });
  }

  /** The hash of everything that has happened. */
  get fingerprint(): number {
    return this.#fingerprint.value;
  }

  get deviations(): Deviation[] {
    return this.#deviated.map(({ step, how, occurrence }) => deviation(step, how, occurrence));
  }

  /** What replays it so far. */
  schedule(options: Parameters<typeof dimensionsOf>[0]): string {
    const { deviations, fingerprint } = this;
    return printSchedule({
      dimensions: dimensionsOf(options, this.mayFail),
      deviations,
      trace: printTrace(fingerprint),
    });
  }

  /** The last event, as words. */
  describeLast(): string {
    const last = this.#last;
    return last === undefined ? "the start of the body" : `step ${this.steps}, ${kindOf(last)} "${nameOf(last)}"`;
  }
}
