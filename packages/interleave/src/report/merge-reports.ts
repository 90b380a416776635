import type { Coverage } from "../strategies/strategy.ts";
import type { Report, Statistics } from "./report.ts";

/** The reports of the parts can't be put together. */
export class MergeError extends Error {
  override readonly name = "MergeError";

  constructor(reason: string) {
    super(`These reports are not those of all shards of one exploration: ${reason}.`);
  }
}

/**
 * One report of those of all shards.
 *
 * A search has each schedule in one shard, so that the numbers add up. An order to which two shards have come, samplers say,
 * counts twice in `distinct`: to tell would take all fingerprints. The coverage is that of the shard that covers least. It is for
 * you to see that body and options were the same.
 *
 * @param reports - each as `explore` has returned it, or as the error has it; JSON will do
 * @throws {MergeError} if a shard is missing, or is there twice; or if strategies differ
 * @example
 * const report = mergeReports([0, 1].map((index) => JSON.parse(readFileSync(`shard-${index}.json`, "utf8"))));
 */
export function mergeReports(reports: readonly Report[]): Report {
  const [first] = reports;
  if (first === undefined) throw new MergeError("there are none");
  const { strategy } = first;
  const count = first.shard?.count ?? 1;
  const other = reports.find((report) => report.strategy !== strategy);
  if (other !== undefined) throw new MergeError(`one is of the strategy "${strategy}", another of "${other.strategy}"`);
  for (let index = 0; index < count; index++) {
    const found = reports.filter(({ shard }) => (shard?.index ?? 0) === index && (shard?.count ?? 1) === count).length;
    if (found !== 1) throw new MergeError(`shard ${index} of ${count} is there ${found} times`);
  }
  if (reports.length !== count) throw new MergeError(`there are ${reports.length} of ${count}`);
  return {
    strategy,
    statistics: reports.map(({ statistics }) => statistics).reduce(mergeStatistics),
    coverage: reports.map(({ coverage }) => coverage).reduce(mergeCoverage),
    remark: reports.find(({ remark }) => remark !== undefined)?.remark,
    cutBy: reports.find(({ cutBy }) => cutBy !== undefined)?.cutBy,
    failure: reports.find(({ failure }) => failure !== undefined)?.failure,
    shard: undefined,
  };
}

/** Of two parts that have nothing in common, run side by side. */
export function mergeStatistics(a: Statistics, b: Statistics): Statistics {
  return {
    executions: a.executions + b.executions,
    redundant: a.redundant + b.redundant,
    probes: a.probes + b.probes,
    checks: a.checks + b.checks,
    distinct: a.distinct + b.distinct,
    duplicates: a.duplicates + b.duplicates,
    unremembered: a.unremembered + b.unremembered,
    interleavings: mergeInterleavings(a.interleavings, b.interleavings),
    steps: a.steps + b.steps,
    choices: a.choices + b.choices,
    depth: Math.max(a.depth, b.depth),
    elapsedMs: Math.max(a.elapsedMs, b.elapsedMs),
    perSecond: a.perSecond + b.perSecond,
  };
}

function mergeInterleavings(a: Statistics["interleavings"], b: Statistics["interleavings"]): typeof a {
  if (a === undefined || b === undefined) return undefined;
  return { count: a.count + b.count, isExact: a.isExact && b.isExact };
}

/**
 * What two parts cover together. Each search of a strategy is divided in its own way, so that only equal coverages add up.
 *
 * A part that has run every order of its own has run those with one deviation before. One that is complete up to declared
 * footprints may have come to its end without any.
 */
export function mergeCoverage(a: Coverage, b: Coverage): Coverage {
  if (a.kind === "complete" && b.kind === "complete" && a.upTo === b.upTo) return a;
  if (a.kind === "complete to preemptions" && b.kind === a.kind) return a.preemptions < b.preemptions ? a : b;
  if (a.kind === "complete to delays" && b.kind === a.kind) return a.delays < b.delays ? a : b;
  const [ofA, ofB] = [deviationsOf(a), deviationsOf(b)];
  return ofA === undefined || ofB === undefined ? { kind: "sampled" } : toDeviations(Math.min(ofA, ofB));
}

function toDeviations(deviations: number): Coverage {
  return { kind: "complete to deviations", deviations };
}

function deviationsOf(coverage: Coverage): number | undefined {
  if (coverage.kind === "complete to deviations") return coverage.deviations;
  return coverage.kind === "complete" && coverage.upTo === undefined ? 1 : undefined;
}
