/** The median; of an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** The median over seeds from 1. No seed is tried any more when more than half of them have given `Infinity`. */
export async function medianOverSeeds(seeds: number, measure: (seed: number) => Promise<number>): Promise<number> {
  const values: number[] = [];
  let failures = 0;
  for (let seed = 1; seed <= seeds && failures <= seeds / 2; seed++) {
    const value = await measure(seed);
    values.push(value);
    if (value === Infinity) failures++;
  }
  return failures > seeds / 2 ? Infinity : median(values);
}
