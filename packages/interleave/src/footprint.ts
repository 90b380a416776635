/**
 * What one step does with shared state. A location is a number, the same in every execution of an exploration: two steps
 * commute unless one of them writes what the other touches.
 */
export interface Footprint {
  /** Locations that it reads, and does not write. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  /**
   * Of these, the ones that it sets without having looked at them before: what was there is gone unseen. Left out where it
   * does not matter whether anybody sees which of two such steps came later.
   */
  readonly overwrites?: readonly number[] | undefined;
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

/**
 * Whether it may matter that `earlier` comes first, where nobody sees what `later` writes to some locations, before they are
 * overwritten once more: not at these, if both overwrite them.
 */
export function conflictObserved(earlier: Footprint, later: Footprint, unobserved: readonly number[]): boolean {
  if (unobserved.length === 0 || earlier.unknown || later.unknown) return conflict(earlier, later);
  const { overwrites = [] } = earlier;
  const isSeen = (location: number): boolean => !(overwrites.includes(location) && unobserved.includes(location));
  return (
    meet(earlier.writes.filter(isSeen), later.writes) ||
    meet(earlier.writes, later.reads) ||
    meet(earlier.reads, later.writes)
  );
}

/** Whether two steps have something in common, and nothing but what both overwrite. */
export function onlyOverwriteTheSame(a: Footprint, b: Footprint): boolean {
  if (a.overwrites === undefined || b.overwrites === undefined || a.unknown || b.unknown) return false;
  if (meet(a.writes, b.reads) || meet(a.reads, b.writes)) return false;
  const both = overwritten(a, b);
  return both.length > 0 && a.writes.every((location) => both.includes(location) || !b.writes.includes(location));
}

/** The locations that both overwrite. */
export function overwritten(a: Footprint, b: Footprint): readonly number[] {
  return a.overwrites?.filter((location) => b.overwrites?.includes(location)) ?? [];
}

// Footprints are small: a handful of locations. Two loops beat any set.
function meet(some: readonly number[], others: readonly number[]): boolean {
  for (const location of some) if (others.includes(location)) return true;
  return false;
}
