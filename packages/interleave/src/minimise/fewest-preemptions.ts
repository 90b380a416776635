import { ChoicePath } from "../strategies/choice-path.ts";
import type { Choice, Guide } from "../strategies/strategy.ts";
import type { Minimised, Trial } from "./trial.ts";

/**
 * Looks for a failure with as few preemptions as possible: all schedules with none, then with one, and so on (iterative
 * deepening). A preemption leaves a task that could go on; going on with another one when it can't costs nothing.
 *
 * @returns `undefined` if the budget ended before a failure was found
 * @see Musuvathi and Qadeer, Iterative context bounding for systematic testing of multithreaded programs, PLDI 2007
 */
export async function fewestPreemptions({ run, isSame, mayRun }: Trial): Promise<Minimised | undefined> {
  for (let bound = 0; ; bound++) {
    const search = new BoundedSearch(bound);
    while (search.next()) {
      if (!mayRun()) return undefined;
      const execution = await run(search);
      if (isSame(execution)) return { execution, preemptions: search.preemptions, proven: true };
    }
    if (!search.wasCut) return undefined; // that was everything
  }
}

/** Depth first through the schedules with at most `bound` preemptions. */
class BoundedSearch implements Guide {
  /** Of the execution that is being run. */
  preemptions: number = 0;
  /** Whether the bound has kept anything out. */
  wasCut: boolean = false;

  readonly #bound: number;
  readonly #path = new ChoicePath();
  #begun = false;

  constructor(bound: number) {
    this.#bound = bound;
  }

  /** Goes on to the next schedule; `false` when there is none. */
  next(): boolean {
    this.preemptions = 0;
    if (this.#begun) return this.#path.advance();
    this.#begun = true;
    return true;
  }

  choose(choice: Choice): number {
    const { candidates, goesOn } = this.#candidates(choice);
    const index = candidates[this.#path.take(candidates.length)] ?? 0;
    if (goesOn && choice.ownerAt(index) !== choice.lastOwner) this.preemptions++;
    return index;
  }

  /** What the bound allows: the events of the same task first. */
  #candidates(choice: Choice): { candidates: number[]; goesOn: boolean } {
    const same: number[] = [];
    const others: number[] = [];
    for (let index = 0; index < choice.size; index++) {
      (choice.ownerAt(index) === choice.lastOwner ? same : others).push(index);
    }
    const goesOn = same.length > 0 && choice.step > 1; // the first event leaves nobody
    if (goesOn && others.length > 0 && this.preemptions >= this.#bound) {
      this.wasCut = true;
      return { candidates: same, goesOn };
    }
    return { candidates: [...same, ...others], goesOn };
  }
}
