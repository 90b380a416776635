import { type Body, exhaustive, type ExploreOptions, outcomesOf, type Strategy } from "../../src/index.ts";
import type { Run } from "../../src/strategies/optimal/run.ts";
import { optimal, optimalOf } from "../../src/strategies/optimal.ts";
import { shardOf } from "../../src/strategies/part.ts";
import { Traces } from "./traces.ts";

/** What one execution for each set of equivalent ones finds, against every interleaving. */
export interface Comparison {
  /** Of every interleaving. */
  readonly executions: number;
  readonly traces: number;
  readonly missed: number;
  readonly twice: number;
  /** Executions that ended in another way than an equivalent one: footprints do not tell everything. */
  readonly torn: number;
  readonly probes: number;
  readonly complete: boolean;
}

/** `undefined` if there are too many interleavings. */
export async function compare(body: Body, options: ExploreOptions, limit = 5000): Promise<Comparison | undefined> {
  const all = await search(body, { ...options, maxExecutions: limit }, exhaustive());
  if (!all.complete) return undefined;
  const reduced = await search(body, { ...options, maxExecutions: 10 * limit }, optimal());
  const found = reduced.traces.named();
  const missed = [...all.traces.named().keys()].filter((trace) => !found.has(trace));
  return {
    executions: all.executions,
    traces: all.executions - all.redundant,
    missed: missed.length,
    twice: reduced.redundant,
    torn: all.torn,
    probes: reduced.probes,
    complete: reduced.complete,
  };
}

/** What a search up to observers finds, against every interleaving, and against one that counts the order of all writes. */
export interface ObservedComparison {
  readonly executions: number;
  readonly mazurkiewicz: number;
  readonly observers: number;
  /** Ways to end. */
  readonly outcomes: number;
  readonly missed: number;
  readonly redundant: number;
  readonly complete: boolean;
}

/** `undefined` if there are too many interleavings. */
export async function compareObserved(
  body: Body,
  options: ExploreOptions,
  limit = 5000,
): Promise<ObservedComparison | undefined> {
  const all = await search(body, { ...options, maxExecutions: limit }, exhaustive());
  if (!all.complete) return undefined;
  const more = { ...options, maxExecutions: 10 * limit };
  const mazurkiewicz = await search(body, more, optimal());
  const observed = await search(body, { ...more, equivalence: "observers" }, optimal("observers"));
  return {
    executions: all.executions,
    mazurkiewicz: mazurkiewicz.executions,
    observers: observed.executions,
    outcomes: all.outcomes.size,
    missed: [...all.outcomes].filter((outcome) => !observed.outcomes.has(outcome)).length,
    redundant: observed.redundant,
    complete: observed.complete,
  };
}

/** What the parts of a divided search find together, against the whole. */
export interface Union {
  readonly traces: number;
  readonly missed: number;
  /** Traces that a part has found twice, or two parts. */
  readonly twice: number;
  readonly torn: number;
  readonly redundant: number;
  readonly complete: boolean;
}

/** `undefined` if there are too many traces. */
export async function compareParts(
  body: Body,
  options: ExploreOptions,
  count: number,
  limit = 5000,
): Promise<Union | undefined> {
  const single = await search(body, { ...options, maxExecutions: limit }, optimal());
  if (single.executions >= limit) return undefined;
  const found = new Set<string>();
  const union = { traces: 0, missed: 0, twice: 0, torn: 0, redundant: 0, complete: single.complete };
  for (let index = 0; index < count; index++) {
    const part = await search(body, { ...options, maxExecutions: 10 * limit }, optimalOf(shardOf(index, count)));
    for (const trace of part.traces.named().keys()) {
      if (found.has(trace)) union.twice++;
      found.add(trace);
    }
    union.twice += part.redundant;
    union.torn += part.torn;
    union.redundant += part.inVain;
    union.complete &&= part.complete;
  }
  union.traces = found.size;
  union.missed = [...single.traces.named().keys()].filter((trace) => !found.has(trace)).length;
  return union;
}

/** What a search has found. */
interface Findings {
  readonly traces: Traces;
  readonly outcomes: ReadonlySet<string>;
  readonly executions: number;
  /** Executions that were equivalent to an earlier one. */
  readonly redundant: number;
  readonly torn: number;
  readonly probes: number;
  /** Executions that the search itself does not count. */
  readonly inVain: number;
  readonly complete: boolean;
}

async function search(body: Body, options: ExploreOptions, strategy: Strategy): Promise<Findings> {
  const traces = new Traces();
  const outcomes = new Set<string>();
  let torn = 0;
  let redundant = 0;
  let last = "";
  const watched: Strategy = {
    name: strategy.name,
    next: () => strategy.next(),
    coverage: () => strategy.coverage(),
    get surplus() {
      return strategy.surplus;
    },
    learn: (explored) => {
      strategy.learn(explored);
      if (strategy.surplus !== undefined) return;
      outcomes.add(last);
      const before = traces.add(explored.run as Run, last);
      if (before !== undefined) redundant++; // counted from the outside, whatever the strategy says
      if (before !== undefined && before !== last) torn++;
    },
  };
  const wholeBody: Body = async (sim) => {
    last = "unfinished";
    try {
      last = String(await body(sim));
    } catch (error) {
      last = String(error);
    }
  };
  const { statistics, coverage } = await outcomesOf(wholeBody, {
    ...options,
    maxTimeMs: 60_000,
    strategy: watched,
    footprints: "declared",
  });
  return {
    traces,
    outcomes,
    executions: statistics.executions,
    redundant,
    torn,
    probes: statistics.probes,
    inVain: statistics.probes + statistics.redundant,
    complete: coverage.kind === "complete",
  };
}
