import { Arrival } from "../simulation/io.ts";
import { SimEvent } from "../simulation/event.ts";
import { type Part, whole } from "./part.ts";
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
  return deviationsOf(whole, maxDeviations);
}

/** The schedules of a part: an item is a first deviation, with all that may follow it. */
export function deviationsOf(part: Part, maxDeviations?: number, search?: number): Strategy {
  return new DeviationsFirst(part, maxDeviations, search);
}

/** At this step: run the event at `pull`, or postpone the head. */
interface Step {
  readonly step: number;
  readonly pull: number | "postpone" | "postpone both";
}

/** What may be done with the head of a choice, but to run it. */
const HEADS = [[], ["postpone"], ["postpone", "postpone both"]] as const;

/**
 * A choice after the last deviation of an execution, where its children may deviate: there are very many of them, and one
 * number holds step, size and what the head allows.
 */
type Offer = number;

function offerOf(choice: Choice): Offer {
  const head = choice.at(0);
  const mayPostpone = head instanceof SimEvent && !head.postponed;
  const mayPostponeBoth = mayPostpone && head instanceof Arrival && head.kind === "arrive";
  return (choice.step * MAX_SIZE + choice.size) * HEADS.length + Number(mayPostpone) + Number(mayPostponeBoth);
}

const MAX_SIZE = 2 ** 20;

function* deviationsAt(offer: Offer): Generator<Step> {
  const head = HEADS[offer % HEADS.length] as (typeof HEADS)[number];
  const choice = Math.floor(offer / HEADS.length);
  const step = Math.floor(choice / MAX_SIZE);
  for (const pull of head) yield { step, pull };
  for (let pull = 1; pull < choice % MAX_SIZE; pull++) yield { step, pull };
}

/** An execution with children. */
interface Parent {
  readonly steps: readonly Step[];
  readonly offers: readonly Offer[];
}

/**
 * What the executions of a level offer to the next is remembered up to about 64 MB, counted as so many numbers of 8 bytes:
 * the schedules of the next level that grow from what was forgotten are not run, and the coverage does not claim them.
 */
const MAX_REMEMBERED = 8_000_000;
/** A parent itself, in such numbers. */
const PER_PARENT = 30;

class DeviationsFirst implements Strategy, Guide {
  readonly name = "deviations";
  /** It belongs to another part. */
  redundant = false;
  readonly #part: Part;
  readonly #isOurs: (item: number) => boolean;
  readonly #maxDeviations: number;
  /** The level that is being run: how many deviations its schedules have. */
  #level = 0;
  /** What its schedules grow from, and how many of these have been begun. */
  #from: readonly Parent[] = [];
  #begun = 0;
  #schedules: Iterator<readonly Step[]> = [[]].values();
  /** What the executions of this level offer to the next. */
  #parents: Parent[] = [];
  #remembered = 0;
  /** Whether any of them had a choice after its last deviation. */
  #offered = false;
  /** The first level that lacks schedules, since what they grow from was forgotten. */
  #lacking = Infinity;

  #current: readonly Step[] = [];
  #position = 0;
  #offers: Offer[] = [];

  constructor(part: Part, maxDeviations = 3, search = 0) {
    this.#part = part;
    this.#isOurs = part.divide(search);
    this.#maxDeviations = maxDeviations;
  }

  next(): Guide | undefined {
    while (this.#level <= this.#maxDeviations) {
      const next = this.#schedules.next();
      if (next.done !== true) {
        this.#begun++;
        if (this.#level === 1 && !this.#isOurs(this.#begun - 1)) continue;
        this.#current = next.value;
        this.#position = 0;
        this.#offers = [];
        return this;
      }
      // Where no schedule of a level offers anything more, there is nothing beyond it.
      this.#level = this.#offered ? this.#level + 1 : Infinity;
      this.#grow(this.#parents);
      this.#offered = false;
      this.#parents = [];
      this.#remembered = 0;
    }
    return undefined;
  }

  choose(choice: Choice): number {
    for (;;) {
      const due = this.#current[this.#position];
      if (due === undefined) {
        this.#offered = true;
        if (this.#level < this.#maxDeviations) this.#offers.push(offerOf(choice));
        return 0;
      }
      if (due.step !== choice.step) return 0;
      this.#position++;
      if (typeof due.pull === "number") return due.pull;
      choice.postpone(0, due.pull === "postpone both"); // and now the next one is the head
    }
  }

  learn(): void {
    this.redundant = this.#level === 0 && this.#part.index > 0;
    if (this.#offers.length === 0) return;
    if (this.#remembered > MAX_REMEMBERED) {
      this.#lacking = Math.min(this.#lacking, this.#level + 1);
      return;
    }
    this.#remembered += this.#offers.length + PER_PARENT;
    this.#parents.push({ steps: this.#current, offers: this.#offers });
  }

  coverage(): Coverage {
    const done = Math.min(this.#level - 1, this.#lacking - 1);
    // What a part has run of the deviations says nothing of the other searches of the strategy, which are divided otherwise.
    if (done === Infinity && this.#part.count === 1) return { kind: "complete" };
    return done < 0
      ? { kind: "sampled" }
      : { kind: "complete to deviations", deviations: Math.min(done, this.#maxDeviations) };
  }

  save(): Saved {
    return {
      level: this.#level === Infinity ? "all" : this.#level,
      from: this.#from,
      begun: this.#begun,
      parents: this.#parents,
      offered: this.#offered,
      lacking: this.#lacking === Infinity ? "none" : this.#lacking,
    };
  }

  restore({ level, from, begun, parents, offered, lacking }: Saved): void {
    this.#level = level === "all" ? Infinity : level;
    if (this.#level > 0) this.#grow(from);
    while (this.#begun < begun) {
      this.#schedules.next();
      this.#begun++;
    }
    this.#parents = [...parents];
    this.#remembered = parents.reduce((sum, { offers }) => sum + offers.length + PER_PARENT, 0);
    this.#offered = offered;
    this.#lacking = lacking === "none" ? Infinity : lacking;
  }

  #grow(from: readonly Parent[]): void {
    this.#from = from;
    this.#begun = 0;
    this.#schedules = children(from);
  }
}

interface Saved {
  readonly level: number | "all";
  readonly from: readonly Parent[];
  readonly begun: number;
  readonly parents: readonly Parent[];
  readonly offered: boolean;
  readonly lacking: number | "none";
}

function* children(parents: readonly Parent[]): Generator<readonly Step[]> {
  for (const { steps, offers } of parents) {
    for (const offer of offers) for (const step of deviationsAt(offer)) yield [...steps, step];
  }
}
