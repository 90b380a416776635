import { compile } from "./compile.ts";
import { everyInterleaving } from "./every-interleaving.ts";
import { explored, type ExploredOptions } from "./explored.ts";
import type { Program } from "./program.ts";
import { smaller } from "./random-program.ts";
import { traceOf } from "./trace.ts";

/** How an exploration compares with every interleaving of a program. */
export interface Comparison {
  readonly traces: number;
  readonly interleavings: number;
  /** Traces that the exploration did not find. */
  readonly missed: number;
  /** Executions of a trace that it had found. */
  readonly redundant: number;
  readonly diverged: number;
  readonly probes: number;
}

/** Makes the options of one exploration. */
export type Options = () => Omit<ExploredOptions, "visit">;

/** `undefined` if the program has more than `limit` interleavings. */
export function compare(program: Program, limit: number, options: Options = () => ({})): Comparison | undefined {
  const compiled = compile(program);
  const all = everyInterleaving(compiled, limit);
  if (all === undefined) return undefined;
  const left = new Set(all.traces);
  let redundant = 0;
  const { diverged, probes } = explored(compiled, {
    ...options(),
    visit: ({ steps }) => {
      if (!left.delete(traceOf(steps))) redundant++;
    },
  });
  const { interleavings, traces } = all;
  return { traces: traces.size, interleavings, missed: left.size, redundant, diverged, probes };
}

export function differs({ missed, redundant, diverged }: Comparison): boolean {
  return missed + redundant + diverged > 0;
}

/** The smallest program, by leaving out one thing after another, that still differs. */
export function shrink(program: Program, limit: number, options?: Options): Program {
  for (const candidate of smaller(program)) {
    const comparison = compare(candidate, limit, options);
    if (comparison !== undefined && differs(comparison)) return shrink(candidate, limit, options);
  }
  return program;
}
