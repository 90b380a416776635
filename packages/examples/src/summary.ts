import type { Report } from "@heddle/interleave";
import type { Study } from "./study.ts";
import { table } from "./table.ts";

/** One line for each race. */
export function summary(studies: readonly Study[]): string {
  const heading = ["case", "package", "bug", "found in", "preemptions", "after the fix", "time"];
  const rows = studies.map(({ race, buggy, fixed, elapsedMs }) => [
    race.id,
    `${race.package} ${race.buggy}`,
    race.kind,
    buggy.failure === undefined ? "not found" : `execution ${buggy.failure.foundAfter}`,
    preemptionsOf(buggy),
    coverageOf(fixed),
    `${(elapsedMs / 1000).toFixed(2)} s`,
  ]);
  return table([heading, ...rows]);
}

/** How often the order that is shown leaves a task that could go on; where that is not known, how often it changes task. */
function preemptionsOf({ failure }: Report): string {
  if (failure === undefined) return "";
  return failure.preemptions === undefined ? `(${failure.switches} switches)` : String(failure.preemptions);
}

function coverageOf({ failure, coverage, statistics, cutBy }: Report): string {
  if (failure !== undefined) return `fails: ${failure.kind}`;
  const { executions, distinct } = statistics;
  const ran = `${executions} ${executions === 1 ? "execution" : "executions"}`;
  const bound = cutBy === undefined ? "" : `, ended by the budget (${cutBy})`;
  switch (coverage.kind) {
    case "complete":
      return distinct === 1 ? "the only interleaving passes" : `all ${distinct} interleavings pass`;
    case "complete to deviations":
      return `≤ ${coverage.deviations} deviations and a sample pass, ${ran}${bound}`;
    case "complete to preemptions":
      return `≤ ${coverage.preemptions} preemptions pass, ${ran}${bound}`;
    case "complete to delays":
      return `≤ ${coverage.delays} delays pass, ${ran}${bound}`;
    case "sampled":
      return `a sample passes, ${ran}${bound}`;
  }
}
