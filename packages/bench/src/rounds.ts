import { median } from "./median.ts";

/** Something whose cost is wanted. */
export interface Measured {
  readonly name: string;
  /** Does it so many times. */
  readonly run: (times: number) => unknown;
  /** How many times in one round; by default as many as fill it. */
  readonly times?: number;
}

export interface Rounds {
  readonly rounds: number;
  /** Real milliseconds that one round of one candidate takes, about. */
  readonly roundMs: number;
}

/**
 * The cost of each candidate, once: the median over rounds, in nanoseconds.
 *
 * A round runs every candidate in turn (A B C, A B C, ...), so that a machine that slows down meanwhile slows all of
 * them. The first rounds warm up, and find out how often a candidate fits into one.
 */
export async function medianNs(
  candidates: readonly Measured[],
  { rounds, roundMs }: Rounds,
): Promise<Map<string, number>> {
  const times = new Map<Measured, number>();
  // Twice: code that has not run yet is slow, and would get rounds too short for what it costs to begin one.
  for (const candidate of [...candidates, ...candidates]) {
    times.set(candidate, candidate.times ?? (await timesIn(roundMs, candidate)));
  }
  const samples = new Map<string, number[]>(candidates.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const candidate of candidates) {
      const n = times.get(candidate) ?? 1;
      samples.get(candidate.name)?.push((await elapsedMs(candidate, n)) * (1e6 / n));
    }
  }
  return new Map([...samples].map(([name, ns]) => [name, median(ns)]));
}

async function timesIn(roundMs: number, candidate: Measured): Promise<number> {
  for (let times = 64; ; times *= 2) {
    const ms = await elapsedMs(candidate, times);
    if (ms >= roundMs / 2) return Math.max(1, Math.round((times * roundMs) / ms));
  }
}

async function elapsedMs({ run }: Measured, times: number): Promise<number> {
  const began = performance.now();
  await run(times);
  return performance.now() - began;
}
