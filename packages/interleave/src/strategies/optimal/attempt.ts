import type { Memory } from "./memory.ts";
import { type Pending, rootOf, type Run, type RunStep } from "./run.ts";
import type { SleepSet } from "./sleep-set.ts";
import { versioned, type VersionedStep } from "./versions.ts";
import { type Branch, chain, type Place, placeOf, weakInitial } from "./wakeup-tree.ts";

/** What `choose` answers where there is nothing new on the way that this run has taken. */
export const giveUp = -1;

/** A step of the run that is being explored, and what is to be tried instead of it. */
export interface Decision {
  readonly step: VersionedStep;
  /** What sleeps before it. */
  readonly asleep: SleepSet;
  /** The wakeup tree: what remains to be tried here, after this step. */
  readonly siblings: Branch[];
}

/** A race to be turned round. */
export interface Plan {
  /** Where it is turned. */
  readonly decision: Decision;
  /** The steps before that. */
  readonly before: readonly VersionedStep[];
  /** The steps that come instead, and the event that comes after them. */
  readonly sequence: readonly VersionedStep[];
  readonly last: Pending;
}

/** What has become of a run. "diverged": footprints or waits do not tell everything. */
export type Verdict = "running" | "new" | "covered" | "diverged";

/**
 * A run on its way: along a race that has been turned round, and then in default order.
 *
 * Once the turned race has been run it is known what its last step does, and whether the wakeup tree covers it. If it does
 * not, the run also takes the steps of the tree that lead to its place there; they conflict with none of its own, so that
 * they may come later in the run than they do in the tree. After that nothing sleeps any more, and every step will do:
 * what slept, or will have been explored before, conflicts with one of the race, or else the race would be covered.
 */
export class Attempt {
  verdict: Verdict = "running";

  /** Where the race is turned, and how many steps come before it. `undefined` for the first run. */
  readonly #decision: Decision | undefined;
  readonly #depth: number;
  readonly #memory: Memory;
  /** The events that have to come first: up to `#turned` the race, then the way to its place. */
  readonly #script: number[];
  readonly #turned: number;
  readonly #last: Pending | undefined;
  /** What the first of them do, as an earlier run told. */
  readonly #known: readonly VersionedStep[];
  #place: Place<VersionedStep> | undefined;
  /** The steps so far. */
  readonly #steps: VersionedStep[] = [];

  constructor(memory: Memory, plan?: Plan) {
    const { decision, before = [], sequence = [], last } = plan ?? {};
    this.#decision = decision;
    this.#memory = memory;
    this.#depth = before.length;
    this.#known = [...before, ...sequence];
    this.#script = this.#known.map(({ event }) => event);
    this.#last = last;
    if (last !== undefined) this.#script.push(last.event);
    this.#turned = this.#script.length;
  }

  choose(enabled: readonly number[], ran: readonly RunStep[]): number {
    this.#follow(ran);
    if (this.verdict !== "running") return giveUp;
    const due = this.#script[ran.length];
    if (due !== undefined) {
      if (enabled.includes(due)) return due;
      this.verdict = "diverged";
      return giveUp;
    }
    return enabled[0] ?? giveUp;
  }

  /**
   * The run has come to its end: if there is none like it, the tree keeps it until the exploration comes to it. The first
   * of all is returned.
   */
  end({ steps, pending }: Run): Branch | undefined {
    this.#follow(steps);
    if (this.verdict !== "running") return undefined;
    this.verdict = steps.length < this.#script.length ? "diverged" : "new";
    if (this.verdict !== "new") return undefined;
    if (this.#place === undefined) return chain(this.#steps, { steps: this.#steps, pending });
    const { siblings, rest } = this.#place;
    const branch = chain(rest, { steps: this.#inOrderOfTree(this.#place), pending });
    if (branch !== undefined) siblings.push(branch);
    return undefined;
  }

  #follow(ran: readonly RunStep[]): void {
    while (this.#steps.length < ran.length && this.verdict === "running") {
      const position = this.#steps.length;
      const step = ran[position] as RunStep;
      const due = this.#script[position];
      if (due !== undefined && step.event !== due) {
        this.verdict = position === this.#turned - 1 && this.#isInsteadOfLast(step) ? "covered" : "diverged";
        return;
      }
      this.#steps.push(this.#known[position] ?? versioned(step, this.#steps));
      if (position === this.#turned - 1) this.#judge();
    }
  }

  /** It found something else than before, and so did not come to the pick that was planned: there is no such run. */
  #isInsteadOfLast(step: RunStep): boolean {
    return this.#last !== undefined && rootOf(step) === rootOf(this.#last);
  }

  /** The turned race has been run: finds its place in the wakeup tree. */
  #judge(): void {
    const { asleep, step, siblings } = this.#decision as Decision;
    this.#memory.note(this.#steps.at(-1) as VersionedStep);
    const sequence = this.#steps.slice(this.#depth);
    const elsewhere = [...asleep, step].some((one) => weakInitial(one, sequence) === true);
    const place = elsewhere ? "covered" : placeOf(siblings, sequence);
    if (typeof place === "string") {
      this.verdict = "covered";
      return;
    }
    this.#place = place;
    for (const { event } of place.way) if (!sequence.some((step) => step.event === event)) this.#script.push(event);
  }

  /** The run, with its planned steps in the order that the tree has. */
  #inOrderOfTree({ way, rest }: Place<VersionedStep>): VersionedStep[] {
    const { length } = this.#script;
    return [...this.#steps.slice(0, this.#depth), ...way, ...rest, ...this.#steps.slice(length)];
  }
}
