import { giveUp } from "./attempt.ts";
import { causalOrder, type HappensBefore } from "./happens-before.ts";
import { type Reversal, reversals } from "./reversals.ts";
import { type Pending, rootOf, type Run, type RunStep } from "./run.ts";
import { seen, versioned, type VersionedRun, type VersionedStep } from "./versions.ts";

/** A run that has been made, and its causal order. */
interface KnownRun {
  readonly run: VersionedRun;
  readonly order: HappensBefore;
}

/** A race turned round: the events that have to come first, the last of which may do something new. */
interface Plan {
  readonly script: readonly number[];
  readonly last: Pending | undefined;
}

/**
 * One run for each set of runs that differ only in the order of steps that do not conflict, or that overwrite the same where
 * nobody sees which of them came later.
 *
 * Two such steps conflict or not, depending on what comes after them: so a step that sleeps, or a place in a wakeup tree,
 * promises less than in an {@link OptimalExploration}. Here all runs are kept instead. Every race of every run is turned
 * round, unless there is a run already that begins with what would come of it, up to this equivalence. So each run that is
 * made is the first of its kind. And none is left out: of all runs that have been made, take one that has the longest beginning
 * in common with a run that has not. Where they part, there is a race; turned round, it has a longer one.
 */
export class ObserversExploration {
  /** Runs to their end, no two of them equivalent. */
  executions = 0;
  /** Runs given up, as a step did not come to the pick that was planned for it. */
  probes = 0;
  /** Runs given up as a planned event was not enabled: none, where footprints and waits tell everything. */
  diverged = 0;

  readonly #known: KnownRun[] = [];
  /** The runs in which a step did what it did, by its version. */
  readonly #byVersion = new Map<number, number[]>();
  /** How many of them have had all their races turned round. */
  #turned = 0;
  #reversals: Iterator<Reversal> | undefined;
  #plan: Plan | undefined = { script: [], last: undefined };
  #begun = false;

  /** Begins the next run. `false` if there is none: every run is equivalent to one that has been made. */
  next(): boolean {
    if (!this.#begun) return (this.#begun = true);
    for (; this.#turned < this.#known.length; this.#turned++) {
      const { run, order } = this.#known[this.#turned] as KnownRun;
      this.#reversals ??= reversals(run, order, "matter if seen");
      for (let found = this.#reversals.next(); found.done !== true; found = this.#reversals.next()) {
        const { depth, sequence, last } = found.value;
        const steps = [...run.steps.slice(0, depth), ...sequence];
        if (this.#isKnown(steps, last)) continue;
        this.#plan = { script: [...steps.map(({ event }) => event), last.event], last };
        return true;
      }
      this.#reversals = undefined;
    }
    return false;
  }

  /** As that of an {@link OptimalExploration}. */
  choose(enabled: readonly number[], ran: readonly RunStep[]): number {
    if (!this.#follows(ran)) return giveUp;
    const due = this.#plan?.script[ran.length];
    if (due === undefined) return enabled[0] ?? giveUp;
    if (enabled.includes(due)) return due;
    this.#goesAstray();
    return giveUp;
  }

  /** The run was given up. */
  abandoned(): void {
    this.#plan = undefined;
  }

  /** A run has come to its end. Returns whether it is the first of its kind: `false` if it went astray. */
  learn({ steps, pending }: Run): boolean {
    if (!this.#follows(steps)) return false;
    if (steps.length < (this.#plan as Plan).script.length) {
      this.#goesAstray();
      return false;
    }
    const ran: VersionedStep[] = [];
    for (const step of steps) {
      const taken = versioned(step, ran, seen(step.footprint));
      ran.push(taken);
      const runs = this.#byVersion.get(taken.version);
      if (runs === undefined) this.#byVersion.set(taken.version, [this.#known.length]);
      else runs.push(this.#known.length);
    }
    this.#known.push({ run: { steps: ran, pending }, order: causalOrder(ran) });
    this.#plan = undefined;
    this.executions++;
    return true;
  }

  /** Whether the run has come to the planned steps so far. */
  #follows(ran: readonly RunStep[]): boolean {
    if (this.#plan === undefined) return false;
    const { script, last } = this.#plan;
    for (let position = 0; position < ran.length && position < script.length; position++) {
      const step = ran[position] as RunStep;
      if (step.event === script[position]) continue;
      if (position === script.length - 1 && last !== undefined && rootOf(step) === rootOf(last)) {
        this.probes++;
        this.#plan = undefined;
      } else this.#goesAstray();
      return false;
    }
    return true;
  }

  #goesAstray(): void {
    this.diverged++;
    this.#plan = undefined;
  }

  /** Whether there is a run that begins in this way, or is equivalent to one that does. */
  #isKnown(steps: readonly VersionedStep[], { event }: Pending): boolean {
    let fewest: readonly number[] | undefined;
    for (const { version } of steps) {
      const runs = this.#byVersion.get(version) ?? [];
      if (fewest === undefined || runs.length < fewest.length) fewest = runs;
    }
    const isBeginning = ({ order }: KnownRun): boolean => beginsWith(order, steps, event);
    if (fewest === undefined) return this.#known.some(isBeginning);
    return fewest.some((index) => isBeginning(this.#known[index] as KnownRun));
  }
}

/** Whether a run may begin with these steps, and then this event, by its causal order. */
function beginsWith(order: HappensBefore, steps: readonly VersionedStep[], last: number): boolean {
  const taken = new Int32Array((order.steps.length >>> 5) + 1);
  const takes = (event: number): boolean => {
    const position = order.position(event);
    if (position < 0) return false;
    taken[position >>> 5] = (taken[position >>> 5] as number) | (1 << (position & 31));
    return order.isPastWithin(position, taken);
  };
  return steps.every(({ event }) => takes(event)) && takes(last);
}
