import { hostNow } from "@heddle/loop-core";
import type { Budget } from "./budget.ts";
import type { Execution } from "./execution.ts";
import type { Executor } from "./executor.ts";
import { ProgressLine } from "./host/progress-line.ts";
import type { ExploreOptions } from "./options.ts";
import { Recorder } from "./report/recorder.ts";
import type { Report } from "./report/report.ts";
import type { Exploring } from "./resume.ts";
import { Replay } from "./strategies/replay.ts";
import type { Strategy } from "./strategies/strategy.ts";

/** What a search has come to. */
export type Searched = Omit<Report, "failure">;

/** What a search is made with, besides its strategy. */
export interface Means {
  readonly executor: Executor;
  readonly options: ExploreOptions;
  readonly budget: Budget;
  readonly exploring: Exploring;
}

/** Runs as many executions as the strategy asks for and the budget allows, as long as `visit` wants more. */
export async function search(
  strategy: Strategy,
  visit: (execution: Execution) => boolean,
  { executor, options, budget, exploring: { tally, save, end } }: Means,
): Promise<Searched> {
  const { onProgress, progress } = options;
  const line = progress === false ? undefined : ProgressLine.where(globalThis.process);
  const began = hostNow();
  let enough = false;
  let cutBy: Report["cutBy"];
  let nextProgressMs = PROGRESS_EVERY_MS;
  /** Waits, and nothing can happen: it runs once more, watched, to see whether that is a deadlock. */
  let stuck: Execution | undefined;
  let deadlocks = 0;

  const next = (): Execution | undefined => {
    if (stuck !== undefined) {
      return executor.make(new Replay(stuck.journal.deviations), new Recorder({ awaits: true }));
    }
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
    return cutBy === undefined ? executor.make(guide) : undefined;
  };

  const done = (execution: Execution): void => {
    if (stuck !== undefined) {
      const { failure, journal } = execution;
      if (failure !== undefined && journal.fingerprint === stuck.journal.fingerprint) stuck.failure = failure;
      learn(stuck);
      stuck = undefined;
    } else if (isDoubtful(execution)) stuck = execution;
    else learn(execution);
  };

  const isDoubtful = ({ failure }: Execution): boolean =>
    failure?.kind === "external wait" || (failure?.kind === "deadlock" && deadlocks++ < LOOKED_AT);

  const learn = (execution: Execution): void => {
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
    await executor.run({ next, done });
  } finally {
    line?.end();
  }
  if (strategy.error !== undefined) throw strategy.error;
  // Time may be up when all is run, and a few checks of what is declared are still to come.
  if (options.validate !== true && strategy.coverage().kind === "complete") cutBy = undefined;
  if (cutBy === undefined) end();
  return {
    strategy: strategy.name,
    coverage: strategy.coverage(),
    remark: strategy.remark,
    statistics: tally.statistics(hostNow() - began, strategy.interleavings),
    cutBy,
    shard: options.shard,
  };
}

const PROGRESS_EVERY_MS = 100;

/**
 * Of what the host works on, it does not say for whom: a timer of the test runner, say, comes and goes meanwhile. So what it
 * says is a hint; the code of an execution is watched to know. That makes it several times slower: if so many were deadlocks,
 * so are the others.
 */
const LOOKED_AT = 16;
