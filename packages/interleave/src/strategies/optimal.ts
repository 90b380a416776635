import { giveUp, OptimalExploration } from "./optimal/exploration.ts";
import type { Choice, Coverage, Explored, Guide, Strategy } from "./strategy.ts";

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
  redundant = false;
  readonly #exploration = new OptimalExploration();
  #ended = false;

  next(): Guide | undefined {
    this.#ended ||= !this.#exploration.next();
    return this.#ended ? undefined : this;
  }

  choose(choice: Choice): number {
    const { observed } = choice;
    if (observed === undefined) throw new Error('The strategy "optimal" needs footprints: { footprints: "declared" }.');
    const enabled: number[] = [];
    for (let index = 0; index < choice.size; index++) enabled.push(observed.idOf(choice.at(index)));
    const event = this.#exploration.choose(enabled, observed.steps);
    return event === giveUp ? -1 : enabled.indexOf(event);
  }

  learn({ abandoned, run }: Explored): void {
    this.redundant = abandoned === true || run === undefined || !this.#exploration.learn(run);
  }

  coverage(): Coverage {
    return this.#ended && this.#exploration.diverged === 0
      ? { kind: "complete", upTo: "declared footprints" }
      : { kind: "sampled" };
  }
}
