import type { TimerHandle } from "./handle.ts";

/**
 * Timers ordered by (deadline, ticket): a heap.
 *
 * Adding and taking the earliest cost O(log n). Any other that is removed stays where it is, as asyncio leaves cancelled
 * timers in its heap, until it is the earliest or until those make up half of the heap, which is rebuilt then: a timer that
 * knew its place would have to be written to at each move, and with many timers the time goes into fetching them from memory.
 *
 * Each node has four children, and deadlines and tickets stand in arrays of their own, so that a comparison touches no timer.
 */
export class TimerHeap<T extends HeapTimer = TimerHandle> {
  /** What is in the heap comes first; behind it is room, from when it was larger. */
  #timers: (T | undefined)[] = [];
  /** The deadline of the timer at the same place. */
  #whens: number[] = [];
  #tickets: number[] = [];
  #length = 0;
  /** How many of the timers have been removed. The earliest is never one of them. */
  #removed = 0;

  get size(): number {
    return this.#length - this.#removed;
  }

  /** The earliest timer, which stays where it is. */
  get first(): T | undefined {
    return this.#timers[0];
  }

  /** A timer that has never been in a heap. */
  add(timer: T): void {
    timer.queued = true;
    this.#rise(timer, this.#length++);
  }

  /** Takes a timer out; no effect if it is not in the heap. */
  remove(timer: T): void {
    if (!timer.queued) return;
    timer.queued = false;
    if (this.#timers[0] !== timer) {
      this.#removed++;
      if (this.#removed > this.#length >> 1) this.#rebuild();
      return;
    }
    this.#takeFirst();
    while (this.#removed > 0 && this.first?.queued !== true) {
      this.#removed--;
      this.#takeFirst();
    }
  }

  /** All timers, earliest first. */
  inOrder(): T[] {
    return [...this].toSorted((a, b) => a.when - b.when || a.ticket - b.ticket);
  }

  /** All timers, in no order. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (const timer of this.#timers) if (timer?.queued === true) yield timer;
  }

  clear(): void {
    for (const timer of this) timer.queued = false;
    this.#letGo();
  }

  /** What is in order is a heap. */
  #rebuild(): void {
    const left = this.inOrder();
    this.clear();
    for (const timer of left) this.add(timer);
  }

  #letGo(): void {
    this.#timers = [];
    this.#whens = [];
    this.#tickets = [];
    this.#length = 0;
    this.#removed = 0;
  }

  #takeFirst(): void {
    const timers = this.#timers;
    const length = --this.#length;
    const last = timers[length] as T;
    timers[length] = undefined;
    if (length > 0) this.#sink(last, length);
    else if (timers.length > KEPT) this.#letGo();
  }

  /** Puts `timer`, whose place is the hole at `index`, as high as it belongs. */
  #rise(timer: T, index: number): void {
    const timers = this.#timers;
    const whens = this.#whens;
    const tickets = this.#tickets;
    const { when, ticket } = timer;
    let hole = index;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentWhen = whens[parent] as number;
      const parentTicket = tickets[parent] as number;
      if (parentWhen < when || (parentWhen === when && parentTicket < ticket)) break;
      timers[hole] = timers[parent];
      whens[hole] = parentWhen;
      tickets[hole] = parentTicket;
      hole = parent;
    }
    timers[hole] = timer;
    whens[hole] = when;
    tickets[hole] = ticket;
  }

  /** Puts `timer`, which stood behind the heap of that `length`, as low as it belongs; the hole is at the top. */
  #sink(timer: T, length: number): void {
    const timers = this.#timers;
    const whens = this.#whens;
    const tickets = this.#tickets;
    const when = whens[length] as number;
    const ticket = tickets[length] as number;
    let hole = 0;
    for (let child = 1; child < length; child = 4 * hole + 1) {
      const end = Math.min(child + 4, length);
      let earliest = child;
      let earliestWhen = whens[child] as number;
      for (child++; child < end; child++) {
        const childWhen = whens[child] as number;
        if (childWhen > earliestWhen) continue;
        if (childWhen === earliestWhen && (tickets[child] as number) > (tickets[earliest] as number)) continue;
        earliest = child;
        earliestWhen = childWhen;
      }
      const earliestTicket = tickets[earliest] as number;
      if (when < earliestWhen || (when === earliestWhen && ticket < earliestTicket)) break;
      timers[hole] = timers[earliest];
      whens[hole] = earliestWhen;
      tickets[hole] = earliestTicket;
      hole = earliest;
    }
    timers[hole] = timer;
    whens[hole] = when;
    tickets[hole] = ticket;
  }
}

/** So much room an empty heap keeps: one that is filled and emptied again and again allocates nothing. */
const KEPT = 64;

/** What a heap knows of a timer. */
export interface HeapTimer {
  /** Its deadline. */
  readonly when: number;
  /** Its place among those with the same deadline. */
  readonly ticket: number;
  /** Whether it is in a heap: set by that alone. */
  queued: boolean;
}
