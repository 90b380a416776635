import { hostNow, type MicrotaskDrain, probeMicrotaskDrain } from "@heddle/loop-core";
import { Budget } from "./budget.ts";
import { Execution, type ExecutionSettings } from "./execution.ts";
import { runExecutions } from "./executions.ts";
import { type Failure, NondeterminismError, ScheduleMismatchError } from "./failure.ts";
import { Host, type StepWatch } from "./host/host.ts";
import { ProgressLine } from "./host/progress-line.ts";
import { minimise } from "./minimise/minimise.ts";
import type { Minimised } from "./minimise/trial.ts";
import { type ExploreOptions, stepLimitOf } from "./options.ts";
import { Recorder, type TraceEntry } from "./report/recorder.ts";
import type { FailingOrder, Outcome, Report } from "./report/report.ts";
import { type Deviation, parseSchedule, printTrace } from "./schedule.ts";
import { type Exploring, resume } from "./resume.ts";
import { Replay } from "./strategies/replay.ts";
import { type Coverage, firstInFirstOut, type Guide, type Strategy } from "./strategies/strategy.ts";
import { statisticsOf, type Tally } from "./tally.ts";

/** What is known of a failure before it is looked into. */
type Found = Pick<FailingOrder, "foundAfter" | "failsInDefaultOrder">;

/** What a search has come to. */
type Searched = Omit<Report, "failure">;

interface Search {
  /** The first-in-first-out execution. */
  readonly first: Execution;
  readonly failing: Execution | undefined;
  readonly searched: Searched;
  readonly tally: Tally;
}

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
  readonly #settings: ExecutionSettings;
  readonly #options: ExploreOptions;
  readonly #drain: MicrotaskDrain;
  readonly #budget: Budget;

  private constructor(settings: ExecutionSettings, options: ExploreOptions, drain: MicrotaskDrain, budget: Budget) {
    this.#budget = budget;
    this.#settings = settings;
    this.#options = options;
    this.#drain = drain;
  }

  static async open(
    settings: Omit<ExecutionSettings, "host">,
    options: ExploreOptions,
    { budget = new Budget(options), watch }: { budget?: Budget; watch?: StepWatch } = {},
  ): Promise<Exploration> {
    const drain = options.drain ?? (await probeMicrotaskDrain());
    return new Exploration(
      { ...settings, host: new Host(`h${++explorations}`, stepLimitOf(options), watch) },
      options,
      drain,
      budget,
    );
  }

  async run(strategy: Strategy): Promise<Report> {
    const { first, failing, searched } = await this.#search(strategy);
    if (failing === undefined) return { ...searched, failure: undefined };
    const { executions } = searched.statistics;
    const found = { foundAfter: executions, failsInDefaultOrder: first.failure !== undefined };
    return { ...searched, failure: await this.#explain(failing, found) };
  }

  /** Runs what a thread has of an exploration, up to the first failure: to be explained elsewhere. */
  async runPart(strategy: Strategy): Promise<Part> {
    const { failing, searched, tally } = await this.#search(strategy);
    return {
      ...searched,
      fingerprints: Float64Array.from(tally.fingerprints),
      failing: failing?.journal.schedule(this.#settings),
    };
  }

  /** Makes a schedule small under which another thread has seen a failure, and runs it with everything recorded. */
  async explain(schedule: string, foundAfter: number): Promise<FailingOrder> {
    await this.#one(firstInFirstOut);
    const first = await this.#one(firstInFirstOut);
    const failing = await this.#one(new Replay(parseSchedule(schedule).deviations));
    return this.#explain(failing, { foundAfter, failsInDefaultOrder: first.failure !== undefined });
  }

  /** Runs all that the budget allows, failing or not, and hands each execution to `gather`. */
  async visit(strategy: Strategy, gather: Gathering): Promise<Searched> {
    const first = await this.#one(firstInFirstOut);
    const add = ({ result, failure, journal }: Execution): void =>
      gather.add({ value: result, failure, schedule: journal.schedule(this.#settings) });
    const resumed = this.#resume(strategy, first, () => gather.schedules());
    for (const schedule of resumed.outcomes) add(await this.#one(new Replay(parseSchedule(schedule).deviations)));
    const visit = (execution: Execution): boolean => {
      add(execution);
      return true;
    };
    return this.#many(strategy, visit, resumed);
  }

  async replay(deviations: readonly Deviation[], trace: string): Promise<Report> {
    await this.#one(firstInFirstOut);
    const began = hostNow();
    const guide = new Replay(deviations);
    const recorder = new Recorder({ awaits: true });
    const execution = await this.#one(guide, recorder, { muted: false });
    if (guide.mismatch !== undefined) throw guide.mismatch;
    const { unreached } = guide;
    if (unreached !== undefined) {
      const { step, event } = unreached;
      const why = step <= execution.steps ? "that step was no choice" : `the execution ended after ${execution.steps}`;
      throw new ScheduleMismatchError(step, `it deviates at step ${step} (event ${event}), but ${why}`);
    }
    if (printTrace(execution.journal.fingerprint) !== trace) {
      throw new ScheduleMismatchError(
        undefined,
        `all its deviations could be followed, but the trace is ${printTrace(execution.journal.fingerprint)} and was ${trace}; ` +
          `the execution of now has ${execution.steps} steps`,
      );
    }
    const statistics = statisticsOf(execution, hostNow() - began);
    const found = { foundAfter: 1, failsInDefaultOrder: deviations.length === 0 };
    const failure = execution.failure && this.#failingOrder(execution, execution.failure, recorder, found, undefined);
    const coverage: Coverage = { kind: "sampled" };
    return {
      strategy: "replay",
      statistics,
      coverage,
      remark: undefined,
      cutBy: undefined,
      failure,
      shard: undefined,
    };
  }

  /** From the warm-up to the first failure, or the end of the strategy or the budget. */
  async #search(strategy: Strategy): Promise<Search> {
    await this.#one(firstInFirstOut); // warms up what modules make when they are first used; what it does is discarded
    const baseline = new Recorder({ awaits: false, places: true });
    const first = await this.#one(firstInFirstOut, baseline);
    let failing: Execution | undefined;
    const visit = (execution: Execution): boolean => {
      if (execution.failure !== undefined) failing = execution;
      return failing === undefined;
    };
    const exploring = this.#resume(strategy, first);
    const searched = await this.#many(strategy, visit, exploring);
    if (failing === undefined && first.failure === undefined) await this.#expectSame(first, baseline);
    return { first, failing, searched, tally: exploring.tally };
  }

  /** One execution. */
  async #one(guide: Guide, recorder?: Recorder, { muted = true } = {}): Promise<Execution> {
    let execution: Execution | undefined;
    await runExecutions(
      {
        next: () =>
          execution === undefined ? (execution = new Execution(this.#settings, guide, recorder)) : undefined,
        done: () => {},
      },
      { host: this.#settings.host, drain: this.#drain, muted },
    );
    return execution as unknown as Execution;
  }

  /** As many executions as the strategy asks for and the budget allows, as long as `visit` wants more. */
  async #many(
    strategy: Strategy,
    visit: (execution: Execution) => boolean,
    { tally, save, end }: Exploring,
  ): Promise<Searched> {
    const { onProgress, progress } = this.#options;
    const line = progress === false ? undefined : ProgressLine.where(globalThis.process);
    const budget = this.#budget;
    const began = hostNow();
    let enough = false;
    let cutBy: Report["cutBy"];
    let nextProgressMs = PROGRESS_EVERY_MS;

    const next = (): Execution | undefined => {
      if (enough) return undefined;
      const elapsedMs = hostNow() - began;
      if (elapsedMs >= nextProgressMs) {
        nextProgressMs = elapsedMs + PROGRESS_EVERY_MS;
        const now = { executions: tally.executions, elapsedMs, estimate: strategy.estimate?.() };
        onProgress?.(now);
        line?.show(now);
      }
      const cut = budget.cutBy(elapsedMs);
      save(elapsedMs, cut !== undefined); // before the strategy goes on to an execution that might not be run
      const guide = strategy.next();
      if (guide === undefined) return undefined;
      cutBy = cut === "executions" && strategy.isChecking === true ? undefined : cut; // checks are few, and decide all
      return cutBy === undefined ? new Execution(this.#settings, guide) : undefined;
    };

    const done = (execution: Execution): void => {
      const { failure, journal, abandoned, run } = execution;
      const outcome = abandoned ? undefined : { value: execution.result, failure };
      strategy.learn({ failed: failure !== undefined, fingerprint: journal.fingerprint, abandoned, run, outcome });
      const surplus = abandoned ? (strategy.surplus ?? "probe") : strategy.surplus;
      if (surplus === undefined) tally.add(execution);
      else tally.addSurplus(surplus);
      budget.spend(surplus !== undefined);
      enough = !abandoned && surplus !== "check" && !visit(execution);
    };

    try {
      await runExecutions({ next, done }, { host: this.#settings.host, drain: this.#drain, muted: true });
    } finally {
      line?.end();
    }
    if (strategy.error !== undefined) throw strategy.error;
    // Time may be up when all is run, and a few checks of what is declared are still to come.
    if (this.#options.validate !== true && strategy.coverage().kind === "complete") cutBy = undefined;
    if (cutBy === undefined) end();
    const statistics = tally.statistics(hostNow() - began, strategy.interleavings);
    return { ...saidBy(strategy), statistics, cutBy, shard: this.#options.shard };
  }

  #resume(strategy: Strategy, first: Execution, outcomes?: () => readonly string[]): Exploring {
    return resume(strategy, printTrace(first.journal.fingerprint), this.#settings, this.#options, outcomes);
  }

  /** Makes a failing execution small, and runs it once more with everything recorded. */
  async #explain(failing: Execution, found: Found): Promise<FailingOrder> {
    const isToMinimise = this.#options.minimise !== false && failing.failure !== undefined;
    const minimised = !isToMinimise ? undefined : await this.#minimise(failing);
    const smallest = minimised?.execution ?? failing;
    const guide = new Replay(smallest.journal.deviations);
    const recorder = new Recorder({ awaits: true });
    const shown = await this.#one(guide, recorder, { muted: false });
    if (shown.journal.fingerprint !== smallest.journal.fingerprint || shown.failure === undefined) {
      const failure: Failure = {
        kind: "nondeterminism",
        error: new NondeterminismError(
          guide.mismatch?.step ?? shown.steps,
          `an execution that fails (${smallest.failure?.kind}: ${String(smallest.failure?.error)})`,
          shown.failure === undefined ? "one that passes" : "another execution",
        ),
      };
      return this.#failingOrder(shown, failure, recorder, found, undefined);
    }
    return this.#failingOrder(shown, shown.failure, recorder, found, minimised);
  }

  #minimise(failing: Execution): Promise<Minimised | undefined> {
    const name = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
    const trial = {
      run: (guide: Guide) => this.#one(guide, new Recorder({ awaits: false })),
      isSame: ({ failure }: Execution) =>
        failure?.kind === failing.failure?.kind && name(failure?.error) === name(failing.failure?.error),
    };
    return minimise(failing, trial, this.#options.signal);
  }

  #failingOrder(
    execution: Execution,
    failure: Failure,
    recorder: Recorder,
    found: Found,
    minimised: Minimised | undefined,
  ): FailingOrder {
    const { deviations } = execution.journal;
    return {
      ...failure,
      ...found,
      schedule: execution.journal.schedule(this.#settings),
      trace: recorder.entries,
      marks: execution.history.marks,
      deviatingSteps: deviations.map(({ step }) => step),
      switches: switchesIn(recorder.entries),
      preemptions: minimised?.preemptions,
      proven: minimised?.proven ?? false,
    };
  }

  /** The first schedule again: if it does not give the same execution, all that was said is worth little. */
  async #expectSame(first: Execution, baseline: Recorder): Promise<void> {
    const again = new Recorder({ awaits: false, places: true });
    const second = await this.#one(firstInFirstOut, again);
    if (second.journal.fingerprint === first.journal.fingerprint) return;
    const differs = (entry: TraceEntry | undefined, index: number): boolean =>
      describe(entry) !== describe(again.entries[index]);
    const length = Math.max(baseline.entries.length, again.entries.length);
    const index = Array.from({ length }, (_, i) => baseline.entries[i]).findIndex(differs);
    const [before, now] = [baseline.entries[index], again.entries[index]];
    throw new NondeterminismError(index + 1, describe(before), describe(now), now?.where ?? before?.where);
  }
}

let explorations = 0; // part of names for state that outlives an execution, and of no trace

const PROGRESS_EVERY_MS = 100;

function saidBy(strategy: Strategy): Pick<Report, "strategy" | "coverage" | "remark"> {
  return { strategy: strategy.name, coverage: strategy.coverage(), remark: strategy.remark };
}

function describe(entry: TraceEntry | undefined): string {
  return entry === undefined ? "the end" : `${entry.kind} "${entry.name}" of ${entry.owner} (${entry.identity})`;
}

function switchesIn(entries: readonly TraceEntry[]): number {
  return entries.filter((entry, i) => i > 0 && entry.owner !== entries[i - 1]?.owner).length;
}
