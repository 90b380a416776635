import { Arrival } from "../simulation/io.ts";
import { SimEvent } from "../simulation/event.ts";
import type { Choice, Coverage, Guide, Strategy } from "./strategy.ts";

/**
 * Schedules in order of their number of deviations from first-in-first-out.
 *
 * A deviation runs another event now, or puts the head behind everything else (for an I/O call that arrives: the call, or
 * the call and its response). Real races need one or two of them, however long the run-up, where a random walk falls off
 * exponentially with its length. Like delay bounding (Emmi, Qadeer, Rakamarić, POPL 2011).
 *
 * @param maxDeviations - complete up to this many, and then at its end
 */
export function deviations(maxDeviations = 3): Strategy {
  return new DeviationsFirst(maxDeviations);
}

/** At this step: run the event at `pull`, or postpone the head. */
interface Step {
  readonly step: number;
  readonly pull: number | "postpone" | "postpone both";
}

/** What an execution offered after its last deviation: where its children may deviate. */
interface Parent {
  readonly steps: readonly Step[];
  readonly offers: readonly { readonly step: number; readonly alternatives: readonly Step["pull"][] }[];
}

class DeviationsFirst implements Strategy, Guide {
  readonly name = "deviations";
  readonly #maxDeviations: number;
  /** The level that is being run: how many deviations its schedules have. */
  #level = 0;
  #schedules: Iterator<readonly Step[]> = [[]].values();
  /** What the executions of this level offer to the next. */
  #parents: Parent[] = [];
  /** Whether any of them had a choice after its last deviation. */
  #offered = false;

  #current: readonly Step[] = [];
  #position = 0;
  #offers: { step: number; alternatives: Step["pull"][] }[] = [];

  constructor(maxDeviations: number) {
    this.#maxDeviations = maxDeviations;
  }

  next(): Guide | undefined {
    while (this.#level <= this.#maxDeviations) {
      const next = this.#schedules.next();
      if (next.done !== true) {
        this.#current = next.value;
        this.#position = 0;
        this.#offers = [];
        return this;
      }
      // Where no schedule of a level offers anything more, there is nothing beyond it.
      this.#level = this.#offered ? this.#level + 1 : Infinity;
      this.#offered = false;
      this.#schedules = children(this.#parents);
      this.#parents = [];
    }
    return undefined;
  }

  choose(choice: Choice): number {
    for (;;) {
      const due = this.#current[this.#position];
      if (due === undefined) {
        this.#offered = true;
        if (this.#level < this.#maxDeviations)
          this.#offers.push({ step: choice.step, alternatives: alternatives(choice) });
        return 0;
      }
      if (due.step !== choice.step) return 0;
      this.#position++;
      if (typeof due.pull === "number") return due.pull;
      choice.postpone(0, due.pull === "postpone both"); // and now the next one is the head
    }
  }

  learn(): void {
    if (this.#offers.length > 0) this.#parents.push({ steps: this.#current, offers: this.#offers });
  }

  coverage(): Coverage {
    if (this.#level === Infinity) return { kind: "complete" };
    return this.#level === 0
      ? { kind: "sampled" }
      : { kind: "complete to deviations", deviations: Math.min(this.#level - 1, this.#maxDeviations) };
  }
}

function alternatives(choice: Choice): Step["pull"][] {
  const found: Step["pull"][] = [];
  const head = choice.at(0);
  if (head instanceof SimEvent && !head.postponed) {
    found.push("postpone");
    if (head instanceof Arrival && head.kind === "arrive") found.push("postpone both");
  }
  for (let index = 1; index < choice.size; index++) found.push(index);
  return found;
}

function* children(parents: readonly Parent[]): Generator<readonly Step[]> {
  for (const { steps, offers } of parents) {
    for (const { step, alternatives: pulls } of offers) for (const pull of pulls) yield [...steps, { step, pull }];
  }
}
