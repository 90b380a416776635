import { hostNow } from "@heddle/loop-core";
import type { Budget } from "./budget.ts";
import type { Execution } from "./execution.ts";
import type { Executor } from "./executor.ts";
import { ProgressLine } from "./host/progress-line.ts";
import type { ExploreOptions } from "./options.ts";
import type { Report } from "./report/report.ts";
import type { Exploring } from "./resume.ts";
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
    return cutBy === undefined ? executor.make(guide) : undefined;
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
