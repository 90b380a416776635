import { type MicrotaskDrain, hostNow, probeMicrotaskDrain } from "@heddle/loop-core";
import { Execution, type ExecutionSettings } from "./execution.ts";
import { runExecutions } from "./executions.ts";
import { type Failure, NondeterminismError, ScheduleMismatchError } from "./failure.ts";
import { Host } from "./host/host.ts";
import { minimise } from "./minimise/minimise.ts";
import type { Minimised } from "./minimise/trial.ts";
import { budgetOf, type ExploreOptions } from "./options.ts";
import { Recorder, type TraceEntry } from "./report/recorder.ts";
import type { FailingOrder, Outcome, Report, Statistics } from "./report/report.ts";
import { type Deviation, printTrace } from "./schedule.ts";
import { Replay } from "./strategies/replay.ts";
import { firstInFirstOut, type Guide, type Strategy } from "./strategies/strategy.ts";
import { statisticsOf, Tally } from "./tally.ts";

/** What is known of a failure before it is looked into. */
type Found = Pick<FailingOrder, "foundAfter" | "failsInDefaultOrder">;

/** One call of `explore` or `replay`, from its warm-up to its report. */
export class Exploration {
  readonly #settings: ExecutionSettings;
  readonly #options: ExploreOptions;
  readonly #drain: MicrotaskDrain;

  private constructor(settings: ExecutionSettings, options: ExploreOptions, drain: MicrotaskDrain) {
    this.#settings = settings;
    this.#options = options;
    this.#drain = drain;
  }

  static async open(settings: Omit<ExecutionSettings, "host">, options: ExploreOptions): Promise<Exploration> {
    const drain = options.drain ?? (await probeMicrotaskDrain());
    return new Exploration(
      { ...settings, host: new Host(`h${++explorations}`, options.stepLimitMs ?? 5000) },
      options,
      drain,
    );
  }

  async run(strategy: Strategy): Promise<Report> {
    await this.#one(firstInFirstOut); // warms up what modules make when they are first used; what it does is discarded
    const baseline = new Recorder({ awaits: false });
    const first = await this.#one(firstInFirstOut, baseline);
    let failing: Execution | undefined;
    const { statistics, cutBy } = await this.#many(strategy, (execution) => {
      if (execution.failure !== undefined) failing = execution;
      return failing === undefined;
    });
    const report = { strategy: strategy.name, statistics, coverage: strategy.coverage(), cutBy };
    if (failing !== undefined) {
      const found = { foundAfter: statistics.executions, failsInDefaultOrder: first.failure !== undefined };
      return { ...report, failure: await this.#explain(failing, found) };
    }
    if (first.failure === undefined) await this.#expectSame(first, baseline);
    return { ...report, failure: undefined };
  }

  /** Runs all that the budget allows, failing or not, and hands each execution to `visit`. */
  async visit(strategy: Strategy, visit: (outcome: Outcome) => void): Promise<Omit<Report, "failure">> {
    await this.#one(firstInFirstOut);
    const { statistics, cutBy } = await this.#many(strategy, ({ result, failure, journal }) => {
      visit({ value: result, failure, schedule: journal.schedule(this.#settings) });
      return true;
    });
    return { strategy: strategy.name, statistics, coverage: strategy.coverage(), cutBy };
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
    return { strategy: "replay", statistics, coverage: { kind: "sampled" }, cutBy: undefined, failure };
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
  ): Promise<{ statistics: Statistics; cutBy: Report["cutBy"] }> {
    const { signal, onProgress } = this.#options;
    const budget = budgetOf(this.#options);
    const began = hostNow();
    const tally = new Tally();
    let enough = false;
    let cutBy: Report["cutBy"];
    let nextProgressMs = PROGRESS_EVERY_MS;

    const next = (): Execution | undefined => {
      if (enough) return undefined;
      const elapsedMs = hostNow() - began;
      if (onProgress !== undefined && elapsedMs >= nextProgressMs) {
        nextProgressMs = elapsedMs + PROGRESS_EVERY_MS;
        onProgress({ executions: tally.executions, elapsedMs });
      }
      const guide = strategy.next();
      if (guide === undefined) return undefined;
      if (signal?.aborted === true) cutBy = "abort";
      else if (tally.executions >= budget.executions) cutBy = "executions";
      else if (elapsedMs >= budget.ms) cutBy = "time";
      return cutBy === undefined ? new Execution(this.#settings, guide) : undefined;
    };

    const done = (execution: Execution): void => {
      const { failure, journal, abandoned, run } = execution;
      strategy.learn({ failed: failure !== undefined, fingerprint: journal.fingerprint, abandoned, run });
      if (abandoned || strategy.redundant === true) tally.addRedundant();
      else tally.add(execution);
      enough = !abandoned && !visit(execution);
    };

    await runExecutions({ next, done }, { host: this.#settings.host, drain: this.#drain, muted: true });
    return { statistics: tally.statistics(hostNow() - began), cutBy };
  }

  /** Makes a failing execution small, and runs it once more with everything recorded. */
  async #explain(failing: Execution, found: Found): Promise<FailingOrder> {
    const minimised = this.#options.minimise === false ? undefined : await this.#minimise(failing);
    const smallest = minimised?.execution ?? failing;
    const guide = new Replay(smallest.journal.deviations);
    const recorder = new Recorder({ awaits: true });
    const shown = await this.#one(guide, recorder, { muted: false });
    if (shown.journal.fingerprint !== smallest.journal.fingerprint || shown.failure === undefined) {
      const failure: Failure = {
        kind: "nondeterminism",
        error: new NondeterminismError(
          shown.steps,
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
    const again = new Recorder({ awaits: false });
    const second = await this.#one(firstInFirstOut, again);
    if (second.journal.fingerprint === first.journal.fingerprint) return;
    const differs = (entry: TraceEntry | undefined, index: number): boolean =>
      describe(entry) !== describe(again.entries[index]);
    const length = Math.max(baseline.entries.length, again.entries.length);
    const index = Array.from({ length }, (_, i) => baseline.entries[i]).findIndex(differs);
    throw new NondeterminismError(index + 1, describe(baseline.entries[index]), describe(again.entries[index]));
  }
}

let explorations = 0; // part of names for state that outlives an execution, and of no trace

const PROGRESS_EVERY_MS = 100;

function describe(entry: TraceEntry | undefined): string {
  return entry === undefined ? "the end" : `${entry.kind} "${entry.name}" of ${entry.owner} (${entry.identity})`;
}

function switchesIn(entries: readonly TraceEntry[]): number {
  return entries.filter((entry, i) => i > 0 && entry.owner !== entries[i - 1]?.owner).length;
}
