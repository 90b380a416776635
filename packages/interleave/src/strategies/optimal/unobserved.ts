import type { RunStep } from "./run.ts";

/**
 * For each step of a run, the locations of which nobody sees what it writes there: the next step that touches the location
 * overwrites it. What is there when the run ends, counts as seen.
 */
export function unobserved(steps: readonly RunStep[]): (readonly number[])[] {
  const found: (readonly number[])[] = [];
  /** The locations that are overwritten before anybody looks, from where we are to the end of the run. */
  const gone = new Set<number>();
  for (let position = steps.length - 1; position >= 0; position--) {
    const { reads, writes, overwrites = NOTHING, unknown } = (steps[position] as RunStep).footprint;
    found[position] = overwrites.length === 0 ? NOTHING : overwrites.filter((location) => gone.has(location));
    if (unknown) gone.clear();
    for (const location of reads) gone.delete(location);
    for (const location of writes) gone.delete(location);
    for (const location of overwrites) gone.add(location);
  }
  return found;
}

const NOTHING: readonly number[] = [];
