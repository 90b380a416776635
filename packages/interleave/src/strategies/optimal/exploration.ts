import { Attempt, type Decision, giveUp, type Root } from "./attempt.ts";
import { HappensBefore } from "./happens-before.ts";
import { Memory, type SavedMemory } from "./memory.ts";
import { type Reversal, reversals } from "./reversals.ts";
import type { Run, RunStep } from "./run.ts";
import { afterStep, type SleepSet } from "./sleep-set.ts";
import type { VersionedRun, VersionedStep } from "./versions.ts";
import { type Branch, placeOf, type Planned, weakInitial } from "./wakeup-tree.ts";

export { giveUp } from "./attempt.ts";

/**
 * Optimal dynamic partial order reduction: one run for each set of equivalent runs.
 *
 * Two runs are equivalent if they differ in the order of steps that do not conflict. Every race of every run is turned
 * round, and a sleep set and a wakeup tree for each step keep out what is covered already: Abdulla, Aronis, Jonsson,
 * Sagonas, "Optimal dynamic partial order reduction" (POPL 2014; "Source sets: a foundation for optimal dynamic partial
 * order reduction", JACM 2017).
 *
 * Here an event is a process of one step, and what a step does is known only once it has been taken. So a turned race is
 * run before it is taken into the tree: if what its last step does shows that it is covered, the run is given up there,
 * and was a probe; otherwise it goes on to its end, and is kept until the exploration comes to it.
 *
 * ```ts
 * const exploration = new OptimalExploration();
 * while (exploration.next()) {
 *   // Run: `choose` for each step, then `learn`, unless `choose` said to give up.
 * }
 * ```
 */
export class OptimalExploration {
  /** Runs to their end, no two of them equivalent. */
  executions = 0;
  /** Runs that were given up, or of no use, as a turned race was covered already. */
  probes = 0;
  /** Runs given up as a planned event was not enabled: none, where footprints and waits tell everything. */
  diverged = 0;

  /** The run that is being explored: its steps, with what remains to be tried instead of each. */
  readonly #stack: Decision[] = [];
  readonly #order = new HappensBefore();
  /** The races of that run, how many of which have been turned. */
  #reversals: Iterator<Reversal> = [].values();
  #turned = 0;
  #run: VersionedRun | undefined;
  #explored = 0;
  readonly #memory: Memory;
  readonly #root: Root;
  #attempt: Attempt | undefined;
  #begun = false;

  /**
   * @param memory - what is known beforehand of what events do
   * @param root - where it begins; by default at the start, with everything to explore
   */
  constructor(memory: Memory = new Memory(), root: Root = { steps: [], elsewhere: [] }) {
    this.#memory = memory;
    this.#root = root;
    this.#attempt = new Attempt(memory, undefined, root);
  }

  /** Begins the next run. `false` if there is none: every run is equivalent to one that has been made. */
  next(): boolean {
    if (this.#begun) this.#count();
    else return (this.#begun = true);
    do {
      for (let reversal = this.#reversals.next(); reversal.done !== true; reversal = this.#reversals.next()) {
        this.#turned++;
        this.#attempt = this.#plan(reversal.value);
        if (this.#attempt !== undefined) return true;
      }
    } while (this.#backtrack());
    return false;
  }

  /**
   * The event that happens now. It need not be asked where one only is enabled.
   * @param enabled - the events that may happen, in default order
   * @param ran - the steps of this run so far
   * @returns an enabled event, or `giveUp`
   */
  choose(enabled: readonly number[], ran: readonly RunStep[]): number {
    return this.#attempt?.choose(enabled, ran) ?? giveUp;
  }

  /** A run has come to its end. Returns whether it is the first of its kind; `false` if it was a probe, or went astray. */
  learn(run: Run): boolean {
    const attempt = this.#attempt;
    if (attempt === undefined) return false;
    const branch = attempt.end(run);
    const first = attempt.verdict === "new";
    this.#count();
    if (branch !== undefined) this.#enter(branch, []);
    return first;
  }

  /**
   * About how many runs there are: what remains to be tried at each step is taken to be like what has been tried there, on
   * the average (Nidhugg).
   */
  estimate(): number | undefined {
    if (this.#stack.length === 0) return undefined;
    let runs = 1;
    for (const { tried, siblings } of this.#stack.toReversed()) {
      runs += tried.runs;
      runs += (siblings.length * runs) / (1 + tried.steps);
    }
    return Math.max(runs, this.executions);
  }

  /** Between two runs. */
  save(): SavedExploration {
    return {
      counts: [this.executions, this.probes, this.diverged, this.#explored],
      root: this.#root,
      memory: this.#memory.save(),
      stack: this.#stack,
      run: this.#run,
      turned: this.#turned,
    };
  }

  static restore(saved: SavedExploration): OptimalExploration {
    const { counts, root, memory, stack, run, turned } = saved;
    const exploration = new OptimalExploration(Memory.restore(memory), root);
    [exploration.executions, exploration.probes, exploration.diverged, exploration.#explored] = counts;
    if (run === undefined) return exploration; // not even begun
    exploration.#begun = true;
    exploration.#attempt = undefined;
    for (const decision of stack) {
      exploration.#stack.push(decision);
      exploration.#order.add(decision.step);
    }
    exploration.#turn(run, turned);
    return exploration;
  }

  /** The run was given up. */
  abandoned(): void {
    this.#count();
  }

  /** What is known of what events do. */
  get memory(): Memory {
    return this.#memory;
  }

  #count(): void {
    const verdict = this.#attempt?.verdict;
    this.#attempt = undefined;
    if (verdict === "new") this.executions++;
    else if (verdict === "covered") this.probes++;
    else if (verdict === "diverged") this.diverged++;
  }

  /** The run that shows a turned race, unless that is known to be covered. */
  #plan({ depth, sequence, last }: Reversal): Attempt | undefined {
    if (depth < this.#root.steps.length) return undefined;
    const decision = this.#stack[depth] as Decision;
    if (covered(decision, [...sequence, { event: last.event, footprint: undefined }])) return undefined;
    const before = this.#stack.slice(0, depth).map(({ step }) => step);
    const footprint = this.#memory.recall(last, [...before, ...sequence]);
    if (footprint !== undefined && covered(decision, [...sequence, { event: last.event, footprint }])) return undefined;
    return new Attempt(this.#memory, { decision, before, sequence, last });
  }

  /** All races of a run have been turned: goes on at the last step with something to try instead of it. */
  #backtrack(): boolean {
    for (let decision = this.#stack.pop(); decision !== undefined; decision = this.#stack.pop()) {
      const [next, ...siblings] = decision.siblings;
      if (next !== undefined) {
        const tried = { steps: decision.tried.steps + 1, runs: decision.tried.runs + this.#explored - decision.since };
        this.#enter(next, siblings, [...decision.asleep, decision.step], tried);
        return true;
      }
    }
    return false;
  }

  /** Explores the run at the first leaf of a branch. */
  #enter(first: Branch, others: Branch[], asleep?: SleepSet, tried?: Decision["tried"]): void {
    this.#order.truncate(this.#stack.length);
    this.#push(first.step, others, asleep, tried);
    let branch = first;
    while (branch.run === undefined) {
      const [child, ...siblings] = branch.children;
      branch = child as Branch;
      this.#push(branch.step, siblings);
    }
    const { run } = branch;
    for (const step of run.steps.slice(this.#stack.length)) this.#push(step, []);
    this.#explored++;
    this.#turn(run, 0);
  }

  /** Turns the races of a run, but for the first ones. */
  #turn(run: VersionedRun, turned: number): void {
    this.#run = run;
    this.#turned = turned;
    this.#reversals = reversals(run, this.#order);
    for (let i = 0; i < turned; i++) this.#reversals.next();
  }

  #push(step: VersionedStep, siblings: Branch[], asleep = this.#asleepNow(), tried = NOTHING): void {
    this.#order.add(step);
    this.#stack.push({ step, asleep, elsewhere: this.#elsewhereNow(), siblings, tried, since: this.#explored });
  }

  #asleepNow(): SleepSet {
    const before = this.#stack.at(-1);
    return before === undefined ? [] : afterStep(before.asleep, before.step);
  }

  #elsewhereNow(): SleepSet {
    const { steps, elsewhere } = this.#root;
    if (this.#stack.length <= steps.length) return this.#stack.length === steps.length ? elsewhere : [];
    const before = this.#stack.at(-1) as Decision;
    return afterStep(before.elsewhere, before.step);
  }
}

const NOTHING: Decision["tried"] = { steps: 0, runs: 0 };

/** An exploration between two runs, as plain data. */
export interface SavedExploration {
  readonly counts: readonly [executions: number, probes: number, diverged: number, explored: number];
  readonly root: Root;
  readonly memory: SavedMemory;
  readonly stack: readonly Decision[];
  readonly run: VersionedRun | undefined;
  readonly turned: number;
}

/** Whether it is known that a sequence of steps need not be tried. */
function covered({ asleep, elsewhere, siblings }: Decision, sequence: readonly Planned[]): boolean {
  if (asleep.some((step) => weakInitial(step, sequence) === true)) return true;
  const events = elsewhere.filter(({ event }) => sequence.some((step) => step.event === event));
  if (events.some((step) => weakInitial(step, sequence) === true)) return true;
  return placeOf(siblings, sequence) === "covered";
}
