import { nameOf } from "../schedule.ts";
import { DividedExploration, type SavedDivision } from "./optimal/division.ts";
import { giveUp, OptimalExploration, type SavedExploration } from "./optimal/exploration.ts";
import { ObserversExploration } from "./optimal/observers-exploration.ts";
import { type Part, whole } from "./part.ts";
import {
  type Choice,
  type Coverage,
  type Equivalence,
  type Explored,
  type Guide,
  isPick,
  type Strategy,
  type Surplus,
} from "./strategy.ts";

/**
 * One execution for each set of equivalent ones: those that differ only in the order of steps that commute.
 *
 * Optimal dynamic partial order reduction; for executions whose footprints are declared.
 *
 * @see Abdulla, Aronis, Jonsson, Sagonas, Source sets: a foundation for optimal dynamic partial order reduction, JACM 2017
 */
export function optimal(equivalence: Equivalence = "mazurkiewicz"): Strategy {
  return optimalOf(whole, 0, equivalence);
}

/** The sets of a part. Up to observers, there is but one part. */
export function optimalOf(part: Part, search = 0, equivalence: Equivalence = "mazurkiewicz"): Strategy {
  return new Optimal(part, search, equivalence);
}

class Optimal implements Strategy, Guide {
  readonly name = "optimal";
  surplus: Surplus | undefined = undefined;
  error: UndividedPickError | undefined = undefined;
  readonly #equivalence: Equivalence;
  #exploration: OptimalExploration | DividedExploration | ObserversExploration;
  #ended = false;

  constructor(part: Part, search: number, equivalence: Equivalence) {
    this.#equivalence = equivalence;
    if (equivalence === "observers") this.#exploration = new ObserversExploration();
    else this.#exploration = part.count === 1 ? new OptimalExploration() : new DividedExploration(part, search);
  }

  /** Footprints that do not tell everything are of no use: then it ends early. */
  next(): Guide | undefined {
    this.#ended ||= this.error !== undefined || !this.#exploration.next() || this.#exploration.diverged > 0;
    return this.#ended ? undefined : this;
  }

  choose(choice: Choice): number {
    const { observed } = choice;
    if (observed === undefined) throw new Error('The strategy "optimal" needs footprints: { footprints: "declared" }.');
    if (this.#exploration instanceof DividedExploration && isPick(choice)) {
      this.error = new UndividedPickError(nameOf(choice.at(0)));
      return -1;
    }
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
    if (abandoned === true || run === undefined) {
      this.surplus = this.#exploration instanceof DividedExploration ? "redundant" : "probe";
      this.#exploration.abandoned();
    } else this.surplus = this.#exploration.learn(run) ? undefined : "redundant";
  }

  get remark(): string | undefined {
    return this.#exploration.diverged === 0
      ? undefined
      : "Something that steps have in common was not declared, as an event did not come where it had to: from there on no " +
          "two orders were taken to be equivalent.";
  }

  coverage(): Coverage {
    if (!this.#ended || this.error !== undefined || this.#exploration.diverged > 0) return { kind: "sampled" };
    const upTo = this.#equivalence === "observers" ? "declared footprints and observers" : "declared footprints";
    return { kind: "complete", upTo };
  }

  estimate(): number | undefined {
    return this.#exploration instanceof OptimalExploration ? this.#exploration.estimate() : undefined;
  }

  /** Not up to observers: that would be all executions so far. */
  save(): Saved {
    if (this.#exploration instanceof OptimalExploration) return { ended: this.#ended, whole: this.#exploration.save() };
    if (this.#exploration instanceof DividedExploration)
      return { ended: this.#ended, divided: this.#exploration.save() };
    throw new Error("A search up to observers can't be saved.");
  }

  restore({ ended, whole: exploration, divided }: Saved): void {
    this.#ended = ended;
    if (exploration !== undefined) this.#exploration = OptimalExploration.restore(exploration);
    if (divided !== undefined) (this.#exploration as DividedExploration).restore(divided);
  }
}

/** A search by declared footprints is to be divided, and the body picks a value. */
export class UndividedPickError extends Error {
  override readonly name = "UndividedPickError";
  readonly pick: string;

  constructor(pick: string) {
    super(
      `The body has a sim.pick("${pick}", …), and a search by declared footprints can't be divided where values are picked: ` +
        "what a step does depends on them. Explore it in one part (no `shard`, one worker), or without declared footprints.",
    );
    this.pick = pick;
  }
}

interface Saved {
  readonly ended: boolean;
  readonly whole?: SavedExploration;
  readonly divided?: SavedDivision;
}
