import { hostNow, probeMicrotaskDrain } from "@heddle/loop-core";
import { Budget } from "./budget.ts";
import type { Execution, ExecutionSettings } from "./execution.ts";
import { Executor } from "./executor.ts";
import { explain, failingOrder } from "./explanation.ts";
import { NondeterminismError, ScheduleMismatchError } from "./failure.ts";
import { Host, type StepWatch } from "./host/host.ts";
import { type ExploreOptions, stepLimitOf } from "./options.ts";
import { Recorder, type TraceEntry } from "./report/recorder.ts";
import type { FailingOrder, Outcome, Report } from "./report/report.ts";
import { type Exploring, resume } from "./resume.ts";
import { type Deviation, parseSchedule, printTrace } from "./schedule.ts";
import { search, type Searched } from "./search.ts";
import { Replay } from "./strategies/replay.ts";
import { firstInFirstOut, type Strategy } from "./strategies/strategy.ts";
import { statisticsOf, type Tally } from "./tally.ts";

/** What one thread has of an exploration. */
export interface Part extends Searched {
  readonly fingerprints: Float64Array;
  /** The schedule of an execution that has failed. */
  readonly failing: string | undefined;
}

/** Where executions go whose outcomes are wanted. */
export interface Gathering {
  add(outcome: Outcome): void;
  /** A schedule for each outcome so far. */
  schedules(): readonly string[];
}

/** One call of `explore` or `replay`, from its warm-up to its report. */
export class Exploration {
  readonly #executor: Executor;
  readonly #options: ExploreOptions;
  readonly #budget: Budget;

  private constructor(executor: Executor, options: ExploreOptions, budget: Budget) {
    this.#executor = executor;
    this.#options = options;
    this.#budget = budget;
  }

  static async open(
    settings: Omit<ExecutionSettings, "host">,
    options: ExploreOptions,
    { budget = new Budget(options), watch }: { budget?: Budget; watch?: StepWatch } = {},
  ): Promise<Exploration> {
    const drain = options.drain ?? (await probeMicrotaskDrain());
    const host = new Host(`h${++explorations}`, stepLimitOf(options), watch);
    return new Exploration(new Executor({ ...settings, host }, drain), options, budget);
  }

  async run(strategy: Strategy): Promise<Report> {
    const { first, failing, searched } = await this.#untilFailure(strategy);
    if (failing === undefined) return { ...searched, failure: undefined };
    const { executions } = searched.statistics;
    const found = { foundAfter: executions, failsInDefaultOrder: first.failure !== undefined };
    return { ...searched, failure: await explain(failing, found, this.#executor, this.#options) };
  }

  /** Runs what a thread has of an exploration, up to the first failure: to be explained elsewhere. */
  async runPart(strategy: Strategy): Promise<Part> {
    const { failing, searched, tally } = await this.#untilFailure(strategy);
    return {
      ...searched,
      fingerprints: Float64Array.from(tally.fingerprints),
      failing: failing?.journal.schedule(this.#executor.settings),
    };
  }

  /** Makes a schedule small under which another thread has seen a failure, and runs it with everything recorded. */
  async explain(schedule: string, foundAfter: number): Promise<FailingOrder> {
    await this.#executor.one(firstInFirstOut);
    const first = await this.#executor.one(firstInFirstOut);
    const failing = await this.#executor.one(new Replay(parseSchedule(schedule).deviations));
    const found = { foundAfter, failsInDefaultOrder: first.failure !== undefined };
    return explain(failing, found, this.#executor, this.#options);
  }

  /** Runs all that the budget allows, failing or not, and hands each execution to `gather`. */
  async visit(strategy: Strategy, gather: Gathering): Promise<Searched> {
    const first = await this.#executor.one(firstInFirstOut);
    const add = ({ result, failure, journal }: Execution): void =>
      gather.add({ value: result, failure, schedule: journal.schedule(this.#executor.settings) });
    const exploring = this.#resume(strategy, first, () => gather.schedules());
    for (const schedule of exploring.outcomes) {
      add(await this.#executor.one(new Replay(parseSchedule(schedule).deviations)));
    }
    const visit = (execution: Execution): boolean => {
      add(execution);
      return true;
    };
    return this.#search(strategy, visit, exploring);
  }

  async replay(deviations: readonly Deviation[], trace: string): Promise<Report> {
    await this.#executor.one(firstInFirstOut);
    const began = hostNow();
    const guide = new Replay(deviations);
    const recorder = new Recorder({ awaits: true });
    const execution = await this.#executor.one(guide, recorder, { muted: false });
    expectReplayed(guide, execution, trace);
    const found = { foundAfter: 1, failsInDefaultOrder: deviations.length === 0 };
    return {
      strategy: "replay",
      statistics: statisticsOf(execution, hostNow() - began),
      coverage: { kind: "sampled" },
      remark: undefined,
      cutBy: undefined,
      failure: execution.failure && failingOrder(execution, execution.failure, recorder, found),
      shard: undefined,
    };
  }

  /** From the warm-up to the first failure, or the end of the strategy or the budget. */
  async #untilFailure(strategy: Strategy): Promise<UntilFailure> {
    await this.#executor.one(firstInFirstOut); // warms up what modules make when they are first used; what it does is discarded
    const baseline = new Recorder({ awaits: false, places: true });
    const first = await this.#executor.one(firstInFirstOut, baseline);
    let failing: Execution | undefined;
    const visit = (execution: Execution): boolean => {
      if (execution.failure !== undefined) failing = execution;
      return failing === undefined;
    };
    const exploring = this.#resume(strategy, first);
    const searched = await this.#search(strategy, visit, exploring);
    if (failing === undefined && first.failure === undefined) await this.#expectSame(first, baseline);
    return { first, failing, searched, tally: exploring.tally };
  }

  #search(strategy: Strategy, visit: (execution: Execution) => boolean, exploring: Exploring): Promise<Searched> {
    const means = { executor: this.#executor, options: this.#options, budget: this.#budget, exploring };
    return search(strategy, visit, means);
  }

  #resume(strategy: Strategy, first: Execution, outcomes?: () => readonly string[]): Exploring {
    return resume(strategy, printTrace(first.journal.fingerprint), this.#executor.settings, this.#options, outcomes);
  }

  /** The first schedule again: if it does not give the same execution, all that was said is worth little. */
  async #expectSame(first: Execution, baseline: Recorder): Promise<void> {
    const again = new Recorder({ awaits: false, places: true });
    const second = await this.#executor.one(firstInFirstOut, again);
    if (second.journal.fingerprint === first.journal.fingerprint) return;
    const differs = (entry: TraceEntry | undefined, index: number): boolean =>
      describe(entry) !== describe(again.entries[index]);
    const length = Math.max(baseline.entries.length, again.entries.length);
    const index = Array.from({ length }, (_, i) => baseline.entries[i]).findIndex(differs);
    const [before, now] = [baseline.entries[index], again.entries[index]];
    throw new NondeterminismError(index + 1, describe(before), describe(now), now?.where ?? before?.where);
  }
}

interface UntilFailure {
  /** The first-in-first-out execution. */
  readonly first: Execution;
  readonly failing: Execution | undefined;
  readonly searched: Searched;
  readonly tally: Tally;
}

let explorations = 0; // part of names for state that outlives an execution, and of no trace

function expectReplayed({ mismatch, unreached }: Replay, { steps, journal }: Execution, trace: string): void {
  if (mismatch !== undefined) throw mismatch;
  if (unreached !== undefined) {
    const { step, event } = unreached;
    const why = step <= steps ? "that step was no choice" : `the execution ended after ${steps}`;
    throw new ScheduleMismatchError(step, `it deviates at step ${step} (event ${event}), but ${why}`);
  }
  if (printTrace(journal.fingerprint) !== trace) {
    throw new ScheduleMismatchError(
      undefined,
      `all its deviations could be followed, but the trace is ${printTrace(journal.fingerprint)} and was ${trace}; ` +
        `the execution of now has ${steps} steps`,
    );
  }
}

function describe(entry: TraceEntry | undefined): string {
  return entry === undefined ? "the end" : `${entry.kind} "${entry.name}" of ${entry.owner} (${entry.identity})`;
}
