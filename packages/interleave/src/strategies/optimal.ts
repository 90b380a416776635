import { giveUp, OptimalExploration } from "./optimal/exploration.ts";
import type { Choice, Coverage, Explored, Guide, Strategy, Surplus } from "./strategy.ts";

/**
 * One execution for each set of equivalent ones: those that differ only in the order of steps that commute.
 *
 * Optimal dynamic partial order reduction; for executions whose footprints are declared.
 *
 * @see Abdulla, Aronis, Jonsson, Sagonas, Source sets: a foundation for optimal dynamic partial order reduction, JACM 2017
 */
export function optimal(): Strategy {
  return new Optimal();
}

class Optimal implements Strategy, Guide {
  readonly name = "optimal";
  surplus: Surplus | undefined = undefined;
  readonly #exploration = new OptimalExploration();
  #ended = false;

  /** Footprints that do not tell everything are of no use: then it ends early. */
  next(): Guide | undefined {
    this.#ended ||= !this.#exploration.next() || this.#exploration.diverged > 0;
    return this.#ended ? undefined : this;
  }

  choose(choice: Choice): number {
    const { observed } = choice;
    if (observed === undefined) throw new Error('The strategy "optimal" needs footprints: { footprints: "declared" }.');
    const enabled: (readonly number[])[] = [];
    for (let index = 0; index < choice.size; index++) enabled.push(observed.numbersOf(choice.at(index)));
    const event = this.#exploration.choose(enabled.flat(), observed.steps);
    // The last: with the first value of a pick the step may still become all that it may become with the others.
    return event === giveUp ? -1 : enabled.findLastIndex((numbers) => numbers.includes(event));
  }

  /** A probe may have shown all that it can where nothing is left to choose. */
  givesUp(only: Choice): boolean {
    return this.choose(only) < 0;
  }

  learn({ abandoned, run }: Explored): void {
    if (abandoned === true) this.surplus = "probe";
    else this.surplus = run !== undefined && this.#exploration.learn(run) ? undefined : "redundant";
  }

  get remark(): string | undefined {
    return this.#exploration.diverged === 0
      ? undefined
      : "Something that steps have in common was not declared, as an event did not come where it had to: from there on no " +
          "two orders were taken to be equivalent.";
  }

  coverage(): Coverage {
    return this.#ended && this.#exploration.diverged === 0
      ? { kind: "complete", upTo: "declared footprints" }
      : { kind: "sampled" };
  }
}
