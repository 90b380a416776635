import type { Ended } from "../ended.ts";
import type { Failure } from "../failure.ts";
import type { Shard } from "../options.ts";
import type { Mark } from "../simulation/history.ts";
import type { Interleavings } from "../strategies/linear-extensions.ts";
import type { Coverage } from "../strategies/strategy.ts";
import { columns } from "./columns.ts";
import type { TraceEntry } from "./recorder.ts";
import { showValue } from "./show-value.ts";

/** What an exploration did. */
export interface Statistics {
  readonly executions: number;
  /** Executions that were equivalent to an earlier one, or belong to another part. Not counted otherwise. */
  readonly redundant: number;
  /** Executions that were given up once they had shown what a step does in another place. Not counted otherwise. */
  readonly probes: number;
  /** Executions once more, with steps in another order that commute, to check what is declared. Not counted otherwise. */
  readonly checks: number;
  /** Different executions; at least so many, where some are {@link Statistics.unremembered}. */
  readonly distinct: number;
  /**
   * Executions that were equal to an earlier one: samplers repeat themselves, and two lists of deviations may come to the
   * same order. An exhaustive search has none.
   */
  readonly duplicates: number;
  /**
   * Executions of which it is not known whether they were equal to an earlier one, as more than 1,572,864 different ones
   * are not remembered. `executions` is the sum of `distinct`, `duplicates` and these.
   */
  readonly unremembered: number;
  /**
   * How many interleavings the executions of a search by declared footprints stand for, each for all that are equivalent to
   * it: what a search without them would have to run. Exact where that is quickly counted, for some 10,000 steps; else
   * `count` is an estimate. `undefined` where every order counts, and where samples were taken besides.
   */
  readonly interleavings: Interleavings | undefined;
  /** Events, over all executions. */
  readonly steps: number;
  /** Events that were one of two or more. */
  readonly choices: number;
  /** Events in the longest execution. */
  readonly depth: number;
  /** Real milliseconds; of a resumed exploration, all of them. */
  readonly elapsedMs: number;
  /** Executions in a second, those included that are not counted. */
  readonly perSecond: number;
}

/** A failing order of events, as small as it was found. */
export interface FailingOrder extends Failure {
  /** Replays it: `replay(body, schedule)`. */
  readonly schedule: string;
  /** How many executions it took to find it. */
  readonly foundAfter: number;
  readonly trace: readonly TraceEntry[];
  readonly marks: readonly Mark[];
  /** The steps that are not first-in-first-out. */
  readonly deviatingSteps: readonly number[];
  /** How often the trace leaves one task for another. */
  readonly switches: number;
  /** How often it leaves a task that could go on; `undefined` if the order was not minimised. */
  readonly preemptions: number | undefined;
  /** Whether every order with fewer preemptions was run, and passed. */
  readonly proven: boolean;
  /** Whether the default order, first in, first out, fails as well. */
  readonly failsInDefaultOrder: boolean;
}

/** How one execution ended. */
export interface Outcome extends Ended {
  /** Replays it. */
  readonly schedule: string;
}

export interface Report {
  readonly strategy: string;
  readonly statistics: Statistics;
  readonly coverage: Coverage;
  /** What is to be known of it besides, as a sentence: that declared footprints did not tell everything. */
  readonly remark: string | undefined;
  /** What ended it before the strategy was at its end. */
  readonly cutBy: "executions" | "time" | "abort" | undefined;
  readonly failure: FailingOrder | undefined;
  /** Which part of the space of schedules it is about; `undefined`: the whole. */
  readonly shard: Shard | undefined;
}

/** Some order of events fails. Carries the whole report; the text is the report. */
export class InterleavingError extends Error {
  override readonly name = "InterleavingError";
  declare readonly report: Report & { readonly failure: FailingOrder };

  constructor(report: Report & { readonly failure: FailingOrder }) {
    super(describeFailure(report.failure), { cause: report.failure.error });
    // Not enumerable: whoever prints the error gets the text, and not the same again as data.
    Object.defineProperty(this, "report", { value: report });
  }
}

/**
 * The failing order as text: what went wrong, one column a task, and the line that replays it.
 *
 * @param replayWith - how the reader replays a schedule
 */
export function describeFailure(
  failure: FailingOrder,
  replayWith: (schedule: string) => string = (schedule) => `replay(body, "${schedule}")`,
): string {
  const { trace, marks, schedule, foundAfter } = failure;
  const found = `found after ${count(foundAfter, "execution")}${describeSwitches(failure)}`;
  const turningPoints = turningPointsOf(failure);
  return [
    describeError(failure),
    "",
    ...(trace.length === 0
      ? [`It fails before anything can happen in another order (${found}).`]
      : [`This order of events fails (${found}):`, "", columns(trace, marks, turningPoints.steps)]),
    "",
    ...(turningPoints.steps.size > 0 ? [`▸ ${turningPoints.meaning}`] : []),
    ...(failure.failsInDefaultOrder ? ["The default order, first in, first out, fails as well."] : []),
    `Replay it: ${replayWith(schedule)}`,
  ].join("\n");
}

function describeError({ kind, error, message }: Failure): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${showValue(error)}`;
  return kind === "uncaught exception" ? `${message ?? "Uncaught exception"}: ${what}` : what;
}

/** The steps to look at first: where a minimal order leaves a task; else where the order is not the usual one. */
function turningPointsOf({ trace, preemptions, deviatingSteps }: FailingOrder): {
  steps: Set<number>;
  meaning: string;
} {
  return preemptions === undefined
    ? { steps: new Set(deviatingSteps), meaning: "not in first-in-first-out order" }
    : {
        steps: new Set(trace.filter(({ preempts }) => preempts).map(({ step }) => step)),
        meaning: "leaves a task that could have gone on",
      };
}

function describeSwitches({ switches, preemptions, proven }: FailingOrder): string {
  if (preemptions === undefined) return `; ${count(switches, "switch", "switches")} between tasks`;
  const least = proven && preemptions > 0 ? "; no order with fewer fails" : "";
  return `; ${count(preemptions, "preemption")}${least}`;
}

/** What was explored, in one line; and in another one what is to be known of it besides. */
export function describeCoverage(report: Report): string {
  const { shard, remark } = report;
  const covered = describeCovered(report);
  const said = shard === undefined ? covered : `shard ${shard.index} of ${shard.count}: ${covered}`;
  return remark === undefined ? said : `${said}\n${remark}`;
}

/** What was run to see that, in one line: how much of it, how much of that in vain, how fast. */
export function describeStatistics({ statistics }: Pick<Report, "statistics">): string {
  const { executions, redundant, probes, checks, duplicates, interleavings, steps, depth, perSecond } = statistics;
  const besides = [
    duplicates > 0 ? `${duplicates} of them seen before` : "",
    redundant > 0 ? `${redundant} redundant` : "",
    probes > 0 ? `${probes} given up` : "",
    checks > 0 ? count(checks, "check") : "",
    `${count(steps, "step")}, at most ${depth} in one`,
    `${Math.round(perSecond).toLocaleString("en-US")} a second`,
  ].filter((part) => part !== "");
  return `${count(executions, "execution")}${describeReduction(executions, interleavings)}; ${besides.join("; ")}`;
}

function describeReduction(executions: number, interleavings: Interleavings | undefined): string {
  if (interleavings === undefined || executions === 0) return "";
  const about = interleavings.isExact ? "" : "about ";
  const times = numberOf(interleavings.count / executions);
  return ` for ${about}${count(numberOf(interleavings.count), "interleaving")}, ${about}${times} each`;
}

/** Three digits will do. */
function numberOf(value: number): string {
  return value.toLocaleString(
    "en-US",
    value < 1e15 ? { maximumFractionDigits: value < 100 ? 1 : 0 } : { notation: "scientific" },
  );
}

function describeCovered({ coverage, statistics, cutBy }: Report): string {
  const { executions, distinct, unremembered } = statistics;
  const ran = `${count(executions, "execution")}, ${unremembered > 0 ? "at least " : ""}${distinct} different`;
  const bound = cutBy === undefined ? "" : ` (ended by the budget: ${cutBy})`;
  switch (coverage.kind) {
    case "complete":
      if (coverage.upTo !== undefined) {
        const unseen = coverage.upTo === "declared footprints" ? "" : ", or overwrite what nobody sees";
        return `all interleavings pass, up to the order of steps that commute, as declared${unseen} (${count(executions, "execution")})`;
      }
      return distinct === 1
        ? "the only interleaving passes"
        : `all ${distinct} interleavings pass (${count(executions, "execution")})`;
    case "complete to deviations":
      return `every order with at most ${count(coverage.deviations, "deviation")} from first-in-first-out passes, and a sample of the others: ${ran}${bound}`;
    case "complete to preemptions":
      return `every order with at most ${count(coverage.preemptions, "preemption")} passes: ${ran}${bound}`;
    case "complete to delays":
      return `every order with at most ${count(coverage.delays, "delay")} of a task whose turn it is passes: ${ran}${bound}`;
    case "sampled":
      return `a sample passes: ${ran}${bound}`;
  }
}

function count(n: number | string, one: string, many = `${one}s`): string {
  return `${n} ${String(n) === "1" ? one : many}`;
}
