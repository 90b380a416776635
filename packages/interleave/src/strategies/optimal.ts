import { DividedExploration, type SavedDivision } from "./optimal/division.ts";
import { giveUp, OptimalExploration, type SavedExploration } from "./optimal/exploration.ts";
import { type Part, whole } from "./part.ts";
import type { Choice, Coverage, Explored, Guide, Strategy } from "./strategy.ts";

/**
 * One execution for each set of equivalent ones: those that differ only in the order of steps that commute.
 *
 * Optimal dynamic partial order reduction; for executions whose footprints are declared.
 *
 * @see Abdulla, Aronis, Jonsson, Sagonas, Source sets: a foundation for optimal dynamic partial order reduction, JACM 2017
 */
export function optimal(): Strategy {
  return optimalOf(whole);
}

/** The sets of a part. */
export function optimalOf(part: Part, search = 0): Strategy {
  return new Optimal(part, search);
}

class Optimal implements Strategy, Guide {
  readonly name = "optimal";
  redundant = false;
  #exploration: OptimalExploration | DividedExploration;
  #ended = false;

  constructor(part: Part, search: number) {
    this.#exploration = part.count === 1 ? new OptimalExploration() : new DividedExploration(part, search);
  }

  next(): Guide | undefined {
    this.#ended ||= !this.#exploration.next();
    return this.#ended ? undefined : this;
  }

  choose(choice: Choice): number {
    const { observed } = choice;
    if (observed === undefined) throw new Error('The strategy "optimal" needs footprints: { footprints: "declared" }.');
    const enabled = Array.from({ length: choice.size }, (_, index) => observed.idOf(choice.at(index)));
    const event = this.#exploration.choose(enabled, observed.steps);
    return event === giveUp ? -1 : enabled.indexOf(event);
  }

  learn({ abandoned, run }: Explored): void {
    const isOver = abandoned !== true && run !== undefined;
    this.redundant = !isOver || !this.#exploration.learn(run);
    if (!isOver) this.#exploration.abandoned();
  }

  coverage(): Coverage {
    return this.#ended && this.#exploration.diverged === 0
      ? { kind: "complete", upTo: "declared footprints" }
      : { kind: "sampled" };
  }

  estimate(): number | undefined {
    return this.#exploration instanceof OptimalExploration ? this.#exploration.estimate() : undefined;
  }

  save(): Saved {
    const exploration =
      this.#exploration instanceof OptimalExploration
        ? { whole: this.#exploration.save() }
        : { divided: this.#exploration.save() };
    return { ended: this.#ended, ...exploration };
  }

  restore({ ended, whole: exploration, divided }: Saved): void {
    this.#ended = ended;
    if (exploration !== undefined) this.#exploration = OptimalExploration.restore(exploration);
    if (divided !== undefined) (this.#exploration as DividedExploration).restore(divided);
  }
}

interface Saved {
  readonly ended: boolean;
  readonly whole?: SavedExploration;
  readonly divided?: SavedDivision;
}
