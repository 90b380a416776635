import type { RunStep, Wait } from "../../src/strategies/optimal/run.ts";

/** A step of some event, told by what is not usual about it. */
export function step(
  event: number,
  { reads = [], writes = [], creator = -1, waits = [] }: Partial<Touched & { creator: number; waits: Wait[] }> = {},
): RunStep {
  return { event, creator, waits, footprint: { reads, writes, unknown: false } };
}

interface Touched {
  readonly reads: number[];
  readonly writes: number[];
}
