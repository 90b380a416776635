import { ObserversExploration } from "../../src/strategies/optimal/observers-exploration.ts";
import { compile } from "./compile.ts";
import type { Options } from "./differential.ts";
import { everyRun } from "./every-run.ts";
import { explored } from "./explored.ts";
import { observedTrace, readsFrom } from "./observations.ts";
import type { Program } from "./program.ts";
import { smaller } from "./random-program.ts";

/** How an exploration up to observers compares with every interleaving of a program. */
export interface ObservedComparison {
  readonly interleavings: number;
  /** Sets of runs that differ in the order of steps that do not conflict, or overwrite what nobody sees. */
  readonly traces: number;
  readonly missedTraces: number;
  /** Sets of runs in which all reads find the same, the end is the same, and the same is left waiting. */
  readonly observations: number;
  readonly missedObservations: number;
  /** Runs of a trace that had been found. */
  readonly redundant: number;
  readonly diverged: number;
  readonly probes: number;
}

/** `undefined` if the program has more than `limit` interleavings. */
export function compareObserved(
  program: Program,
  limit: number,
  options: Options = () => ({}),
): ObservedComparison | undefined {
  const compiled = compile(program);
  const { length } = compiled.kinds;
  const traces = new Set<string>();
  const observations = new Set<string>();
  const interleavings = everyRun(compiled, limit, (run) => {
    traces.add(observedTrace(run));
    observations.add(readsFrom(run, length));
  });
  if (interleavings === undefined) return undefined;
  const all = { interleavings, traces: traces.size, observations: observations.size };
  let redundant = 0;
  const { diverged, probes } = explored(compiled, {
    exploration: new ObserversExploration(),
    ...options(),
    visit: (run) => {
      if (!traces.delete(observedTrace(run))) redundant++;
      observations.delete(readsFrom(run, length));
    },
  });
  return {
    ...all,
    missedTraces: traces.size,
    missedObservations: observations.size,
    redundant,
    diverged,
    probes,
  };
}

export function differsObserved(comparison: ObservedComparison): boolean {
  return comparison.missedTraces + comparison.missedObservations + comparison.redundant + comparison.diverged > 0;
}

/** The smallest program, by leaving out one thing after another, that is still wrong. */
export function shrinkObserved(
  program: Program,
  limit: number,
  isWrong: (comparison: ObservedComparison) => boolean,
  options?: Options,
): Program {
  for (const candidate of smaller(program)) {
    const comparison = compareObserved(candidate, limit, options);
    if (comparison !== undefined && isWrong(comparison)) return shrinkObserved(candidate, limit, isWrong, options);
  }
  return program;
}
