/**
 * What one step does with shared state. A location is a number, the same in every execution of an exploration: two steps
 * commute unless one of them writes what the other touches.
 */
export interface Footprint {
  /** Locations that it reads, and does not write. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  /** It may touch anything: nothing is known of what it does, so it commutes with no other step. */
  readonly unknown: boolean;
}

export const unknownFootprint: Footprint = { reads: [], writes: [], unknown: true };

/** It touches nothing that is shared. */
export const emptyFootprint: Footprint = { reads: [], writes: [], unknown: false };

/** Whether the order of two steps may matter. */
export function conflict(a: Footprint, b: Footprint): boolean {
  if (a.unknown || b.unknown) return true;
  return meet(a.writes, b.writes) || meet(a.writes, b.reads) || meet(a.reads, b.writes);
}

// Footprints are small: a handful of locations. Two loops beat any set.
function meet(some: readonly number[], others: readonly number[]): boolean {
  for (const location of some) if (others.includes(location)) return true;
  return false;
}
