import type { TimerHandle } from "./handle.ts";

/**
 * Timers ordered by (deadline, ticket): a heap.
 *
 * Adding and taking the earliest cost O(log n). Any other that is removed stays where it is, as asyncio leaves cancelled
 * timers in its heap, until it is the earliest or until those make up half of the heap, which is rebuilt then: a timer that
 * knew its place would have to be written to at each move, and with many timers the time goes into fetching them from memory.
 *
 * Each node has four children, and the deadlines stand in an array of their own, so that a comparison touches no timer.
 */
export class TimerHeap<T extends HeapTimer = TimerHandle> {
  readonly #timers: T[] = [];
  /** The deadline of the timer at the same place. */
  readonly #whens: number[] = [];
  /** How many of the timers have been removed. The earliest is never one of them. */
  #removed = 0;

  get size(): number {
    return this.#timers.length - this.#removed;
  }

  /** The earliest timer, which stays where it is. */
  get first(): T | undefined {
    return this.#timers[0];
  }

  /** A timer that has never been in a heap. */
  add(timer: T): void {
    timer.queued = true;
    this.#timers.push(timer);
    this.#whens.push(timer.when);
    this.#rise(timer, this.#timers.length - 1);
  }

  /** Takes a timer out; no effect if it is not in the heap. */
  remove(timer: T): void {
    if (!timer.queued) return;
    timer.queued = false;
    if (this.#timers[0] !== timer) {
      this.#removed++;
      if (this.#removed > this.#timers.length >> 1) this.#rebuild();
      return;
    }
    this.#takeFirst();
    for (; this.#removed > 0 && this.first?.queued !== true; this.#removed--) this.#takeFirst();
  }

  /** All timers, earliest first. */
  inOrder(): T[] {
    return this.#timers.filter(({ queued }) => queued).toSorted((a, b) => a.when - b.when || a.ticket - b.ticket);
  }

  /** All timers, in no order. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (const timer of this.#timers) if (timer.queued) yield timer;
  }

  clear(): void {
    for (const timer of this.#timers) timer.queued = false;
    this.#timers.length = 0;
    this.#whens.length = 0;
    this.#removed = 0;
  }

  /** What is in order is a heap. */
  #rebuild(): void {
    const left = this.inOrder();
    this.clear();
    for (const timer of left) this.add(timer);
  }

  #takeFirst(): void {
    const last = this.#timers.pop() as T;
    this.#whens.pop();
    if (this.#timers.length > 0) this.#sink(last, 0);
  }

  /** Puts `timer`, whose place is the hole at `index`, as high as it belongs. */
  #rise(timer: T, index: number): void {
    const timers = this.#timers;
    const whens = this.#whens;
    const { when } = timer;
    let hole = index;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentTimer = timers[parent] as T;
      const parentWhen = whens[parent] as number;
      if (parentWhen < when || (parentWhen === when && parentTimer.ticket < timer.ticket)) break;
      timers[hole] = parentTimer;
      whens[hole] = parentWhen;
      hole = parent;
    }
    timers[hole] = timer;
    whens[hole] = when;
  }

  /** Puts `timer`, whose place is the hole at `index`, as low as it belongs. */
  #sink(timer: T, index: number): void {
    const timers = this.#timers;
    const whens = this.#whens;
    const { when } = timer;
    let hole = index;
    for (;;) {
      const child = this.#earliestChild(hole);
      if (child < 0) break;
      const childTimer = timers[child] as T;
      const childWhen = whens[child] as number;
      if (when < childWhen || (when === childWhen && timer.ticket < childTimer.ticket)) break;
      timers[hole] = childTimer;
      whens[hole] = childWhen;
      hole = child;
    }
    timers[hole] = timer;
    whens[hole] = when;
  }

  #earliestChild(parent: number): number {
    const timers = this.#timers;
    const whens = this.#whens;
    let earliest = 4 * parent + 1;
    const end = Math.min(earliest + 4, whens.length);
    if (earliest >= end) return -1;
    let earliestWhen = whens[earliest] as number;
    for (let child = earliest + 1; child < end; child++) {
      const when = whens[child] as number;
      if (when > earliestWhen) continue;
      if (when === earliestWhen && (timers[child] as T).ticket > (timers[earliest] as T).ticket) {
        continue;
      }
      earliest = child;
      earliestWhen = when;
    }
    return earliest;
  }
}

/** What a heap knows of a timer. */
export interface HeapTimer {
  /** Its deadline. */
  readonly when: number;
  /** Its place among those with the same deadline. */
  readonly ticket: number;
  /** Whether it is in a heap: set by that alone. */
  queued: boolean;
}
