import type { TimerHandle } from "./handle.ts";

/**
 * Timers ordered by (deadline, ticket): a heap in which each timer knows its place.
 *
 * Adding, taking the earliest and removing any one cost O(log n). asyncio leaves cancelled timers in its heap and now
 * and then rebuilds it; removing them at once shows the same behaviour.
 *
 * Each node has four children, and the deadlines stand in an array of their own: with many timers the time goes into
 * fetching them from memory, and a comparison then touches no timer.
 */
export class TimerHeap<T extends HeapTimer = TimerHandle> {
  readonly #timers: T[] = [];
  /** The deadline of the timer at the same place. */
  readonly #whens: number[] = [];

  get size(): number {
    return this.#timers.length;
  }

  /** The earliest timer, which stays where it is. */
  get first(): T | undefined {
    return this.#timers[0];
  }

  add(timer: T): void {
    this.#timers.push(timer);
    this.#whens.push(timer.when);
    this.#rise(timer, this.#timers.length - 1);
  }

  /** Takes a timer out; no effect if it is not in the heap. */
  remove(timer: T): void {
    const index = timer.heapIndex;
    if (index < 0) return;
    timer.heapIndex = -1;
    const last = this.#timers.pop() as T;
    this.#whens.pop();
    if (last === timer) return;
    if (index > 0) this.#rise(last, index);
    else last.heapIndex = 0;
    this.#sink(last, last.heapIndex);
  }

  /** All timers, earliest first. */
  inOrder(): T[] {
    return this.#timers.toSorted((a, b) => a.when - b.when || a.ticket - b.ticket);
  }

  /** All timers, in no order. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.#timers.values();
  }

  clear(): void {
    for (const timer of this.#timers) timer.heapIndex = -1;
    this.#timers.length = 0;
    this.#whens.length = 0;
  }

  /** Puts `timer`, whose place is the hole at `index`, as high as it belongs. */
  #rise(timer: T, index: number): void {
    const { when } = timer;
    let hole = index;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      if (!this.#isBefore(timer, when, parent)) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(timer, hole);
  }

  /** Puts `timer`, whose place is the hole at `index`, as low as it belongs. */
  #sink(timer: T, index: number): void {
    const { when } = timer;
    let hole = index;
    for (;;) {
      const child = this.#earliestChild(hole);
      if (child < 0 || this.#isBefore(timer, when, child)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#put(timer, hole);
  }

  #earliestChild(parent: number): number {
    const whens = this.#whens;
    const end = Math.min(4 * parent + 5, whens.length);
    let earliest = 4 * parent + 1;
    if (earliest >= end) return -1;
    for (let child = earliest + 1; child < end; child++) {
      if (this.#isBefore(this.#timers[child] as T, whens[child] as number, earliest)) earliest = child;
    }
    return earliest;
  }

  /** Whether `timer`, due at `when`, comes before the one at `index`. */
  #isBefore(timer: T, when: number, index: number): boolean {
    const other = this.#whens[index] as number;
    return when < other || (when === other && timer.ticket < (this.#timers[index] as T).ticket);
  }

  #move(from: number, to: number): void {
    const timer = this.#timers[from] as T;
    this.#timers[to] = timer;
    this.#whens[to] = this.#whens[from] as number;
    timer.heapIndex = to;
  }

  #put(timer: T, index: number): void {
    this.#timers[index] = timer;
    this.#whens[index] = timer.when;
    timer.heapIndex = index;
  }
}

/** What a heap knows of a timer. */
export interface HeapTimer {
  /** Its deadline. */
  readonly when: number;
  /** Its place among those with the same deadline. */
  readonly ticket: number;
  /** Its place in the heap, which the heap alone sets; negative: it is in none. */
  heapIndex: number;
}
