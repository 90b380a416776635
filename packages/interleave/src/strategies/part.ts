/**
 * The part of the space of schedules that one shard explores, or one thread.
 *
 * A search that is divided goes through its items of work (the subtrees below a prefix, say) in an order that is the same
 * in all parts, and asks of each whether it is its own. So nobody has to be told anything, and every schedule belongs to
 * exactly one part.
 */
export interface Part {
  /** From 0. The first part has what can't be divided. */
  readonly index: number;
  readonly count: number;
  /**
   * Whether an item is its own: to be asked of all items from 0 on, in order.
   * @param search - which search of the strategy is divided, from 0: its items are numbered by themselves
   */
  divide(search: number): (item: number) => boolean;
}

export const whole: Part = { index: 0, count: 1, divide: () => () => true };

/** Every `count`th item, so that neighbours, which are of like size, go to different shards. */
export function shardOf(index: number, count: number): Part {
  return { index, count, divide: () => (item) => item % count === index };
}

/** So many items for each part at least, where the space has them: few enough to cost little, enough to be of like sum. */
export const ITEMS_PER_PART = 32;

/** The seed of a sampler in this part: parts draw other samples. */
export function seedIn({ index }: Part, seed: number): number {
  return seed + index * 1_000_003;
}
