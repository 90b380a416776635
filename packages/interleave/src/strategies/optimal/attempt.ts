import type { Memory } from "./memory.ts";
import { type Pending, rootOf, type Run, type RunStep } from "./run.ts";
import { afterStep, type SleepSet } from "./sleep-set.ts";
import { versioned, type VersionedRun, type VersionedStep } from "./versions.ts";
import { type Branch, chain, type Place, placeOf, weakInitial } from "./wakeup-tree.ts";

/** What `choose` answers where there is nothing new on the way that this run has taken. */
export const giveUp = -1;

/** A step of the run that is being explored, and what is to be tried instead of it. */
export interface Decision {
  readonly step: VersionedStep;
  /** What sleeps before it. */
  readonly asleep: SleepSet;
  /** What sleeps before it as another exploration has it. */
  readonly elsewhere: SleepSet;
  /** The wakeup tree: what remains to be tried here, after this step. */
  readonly siblings: Branch[];
  /** What has been tried here before this step: how many steps, and how many runs were explored below them. */
  readonly tried: { readonly steps: number; readonly runs: number };
  /** How many runs had been explored when this step came to be. */
  readonly since: number;
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

/** Where an exploration begins that has only a part of the runs: those that begin with these steps. */
export interface Root {
  readonly steps: readonly VersionedStep[];
  /**
   * The events with which other explorations go on instead. Their races are turned there and not here: so a sequence is not
   * covered as long as something that conflicts with such an event may still come before it.
   */
  readonly elsewhere: SleepSet;
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
  /** Where it took a step that other explorations have, as there was nothing else to do: from there on it is theirs. */
  #coveredFrom = Infinity;
  /** What other explorations have now: it takes another step, if it can. */
  #elsewhere: SleepSet;

  constructor(memory: Memory, plan?: Plan, root?: Root) {
    const { decision, before = root?.steps ?? [], sequence = [], last } = plan ?? {};
    this.#elsewhere = decision?.elsewhere ?? root?.elsewhere ?? [];
    this.#decision = decision;
    this.#memory = memory;
    this.#depth = before.length;
    this.#known = [...before, ...sequence];
    this.#script = this.#known.map(({ event }) => event);
    this.#last = last;
    if (last !== undefined) this.#script.push(last.event);
    this.#turned = plan === undefined ? 0 : this.#script.length;
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
    const ours = enabled.find((event) => !has(this.#elsewhere, event));
    return ours ?? enabled[0] ?? giveUp;
  }

  /**
   * The run has come to its end: if there is none like it, the tree keeps it until the exploration comes to it, and so it
   * does for the sake of its races if other explorations have its end. The first of all is returned.
   */
  end({ steps, pending }: Run): Branch | undefined {
    this.#follow(steps);
    if (this.verdict !== "running") return undefined;
    this.verdict = steps.length < this.#script.length ? "diverged" : "new";
    if (this.verdict !== "new") return undefined;
    if (this.#coveredFrom < Infinity) this.verdict = "covered";
    if (this.#coveredFrom < this.#script.length) return undefined;
    if (this.#place === undefined)
      return chain(this.#steps.slice(0, this.#coveredFrom), this.#ours(this.#steps, pending));
    const { siblings, rest } = this.#place;
    const branch = chain(rest, this.#ours(this.#inOrderOfTree(this.#place), pending));
    if (branch !== undefined) siblings.push(branch);
    return undefined;
  }

  /** The run up to where other explorations have it; what would have happened then, has not happened. */
  #ours(steps: readonly VersionedStep[], pending: readonly Pending[]): VersionedRun {
    if (this.#coveredFrom === Infinity) return { steps, pending };
    const ours = steps.slice(0, this.#coveredFrom);
    const happened = new Set(ours.map(({ event }) => event));
    const before = (event: number): boolean => event < 0 || happened.has(event);
    const left = [...steps.slice(this.#coveredFrom), ...pending].filter(({ creator }) => before(creator));
    return {
      steps: ours,
      pending: left.map(({ event, creator, waits, insteadOf }) => ({
        event,
        creator,
        insteadOf,
        waits: waits
          .filter(({ since }) => before(since))
          .map(({ since, until }) => ({ since, until: before(until) ? until : -1 })),
      })),
    };
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
      const taken = this.#known[position] ?? versioned(step, this.#steps);
      if (position >= this.#depth && this.#elsewhere.length > 0) this.#pass(taken, position);
      this.#steps.push(taken);
      if (position === this.#turned - 1) this.#judge();
    }
  }

  /** It found something else than before, and so did not come to the pick that was planned: there is no such run. */
  #isInsteadOfLast(step: RunStep): boolean {
    return this.#last !== undefined && rootOf(step) === rootOf(this.#last);
  }

  #pass(step: VersionedStep, position: number): void {
    if (has(this.#elsewhere, step.event)) this.#coveredFrom = Math.min(this.#coveredFrom, position);
    this.#elsewhere = afterStep(this.#elsewhere, step);
  }

  /** The turned race has been run: finds its place in the wakeup tree. */
  #judge(): void {
    const { asleep, step, siblings } = this.#decision as Decision;
    this.#memory.note(this.#steps.at(-1) as VersionedStep);
    const sequence = this.#steps.slice(this.#depth);
    const isCovered =
      this.#coveredFrom < Infinity || [...asleep, step].some((one) => weakInitial(one, sequence) === true);
    const place = isCovered ? "covered" : placeOf(siblings, sequence);
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

function has(steps: SleepSet, event: number): boolean {
  return steps.some((step) => step.event === event);
}
