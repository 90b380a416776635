import type { Part } from "../strategies/part.ts";

/** A strategy has not more searches than that. */
const SEARCHES = 8;

/** For each search, in memory that threads share, the first item that nobody has come to. */
export const CLAIMS_BYTES: number = SEARCHES * Int32Array.BYTES_PER_ELEMENT;

/**
 * The part of one thread: of the items of a shard, those at which it is the first to arrive. So a thread that is done with
 * small items takes more of them. All come to the items in the same order: one number for a search says what is taken.
 */
export function claimedBy(thread: number, threads: number, shard: Part, claims: Int32Array): Part {
  return {
    index: shard.index * threads + thread,
    count: shard.count * threads,
    divide: (search) => {
      const isInShard = shard.divide(search);
      return (item) => isInShard(item) && claim(claims, search, item);
    },
  };
}

function claim(claims: Int32Array, search: number, item: number): boolean {
  for (;;) {
    const next = Atomics.load(claims, search);
    if (next > item) return false;
    if (Atomics.compareExchange(claims, search, next, item + 1) === next) return true;
  }
}
