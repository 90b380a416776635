import type { PrimitiveOptions } from "./loop-bound.ts";
import { type ItemStore, Queue } from "./queue.ts";

/** Whether `a` comes before `b`. */
export type Before<T> = (a: T, b: T) => boolean;

/**
 * A queue that gives the smallest item first.
 *
 * @see https://docs.python.org/3/library/asyncio-queue.html#asyncio.PriorityQueue
 * @example
 * const jobs = new PriorityQueue<Job>(0, (a, b) => a.priority < b.priority);
 */
export class PriorityQueue<T> extends Queue<T> {
  /** @param before - by default `<`, which is meant for numbers and strings */
  constructor(maxSize = 0, before: Before<T> = (a, b) => a < b, options?: PrimitiveOptions) {
    super(maxSize, new HeapStore<T>(before), options);
  }
}

/**
 * A queue that gives the newest item first.
 *
 * @see https://docs.python.org/3/library/asyncio-queue.html#asyncio.LifoQueue
 */
export class LifoQueue<T> extends Queue<T> {
  constructor(maxSize = 0, options?: PrimitiveOptions) {
    super(maxSize, new LifoStore<T>(), options);
  }
}

class LifoStore<T> implements ItemStore<T> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    this.#items.push(item);
  }

  take(): T {
    return this.#items.pop() as T;
  }
}

/** A binary heap: adding and taking cost O(log n). */
class HeapStore<T> implements ItemStore<T> {
  readonly #items: T[] = [];
  readonly #before: Before<T>;

  constructor(before: Before<T>) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    const items = this.#items;
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = items[parentIndex] as T;
      if (!this.#before(item, parent)) break;
      items[index] = parent;
      index = parentIndex;
    }
    items[index] = item;
  }

  take(): T {
    const items = this.#items;
    const smallest = items[0] as T;
    const last = items.pop() as T;
    if (items.length > 0) this.#sink(last);
    return smallest;
  }

  #sink(item: T): void {
    const items = this.#items;
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      if (childIndex >= items.length) break;
      if (childIndex + 1 < items.length && this.#before(items[childIndex + 1] as T, items[childIndex] as T))
        childIndex++;
      const child = items[childIndex] as T;
      if (!this.#before(child, item)) break;
      items[index] = child;
      index = childIndex;
    }
    items[index] = item;
  }
}
