import type { TimerHandle } from "./handle.ts";

/**
 * Timers ordered by (deadline, ticket): a binary heap in which each timer knows its place.
 *
 * Adding, taking the earliest and removing any one cost O(log n). asyncio leaves cancelled timers in its heap and now
 * and then rebuilds it; removing them at once shows the same behaviour.
 */
export class TimerHeap {
  readonly #heap: TimerHandle[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The earliest timer, which stays where it is. */
  get first(): TimerHandle | undefined {
    return this.#heap[0];
  }

  add(timer: TimerHandle): void {
    this.#heap.push(timer);
    this.#rise(timer, this.#heap.length - 1);
  }

  /** Takes a timer out; no effect if it is not in the heap. */
  remove(timer: TimerHandle): void {
    const index = timer.heapIndex;
    if (index < 0) return;
    timer.heapIndex = -1;
    const last = this.#heap.pop() as TimerHandle;
    if (last === timer) return;
    this.#rise(last, index);
    this.#sink(last, last.heapIndex);
  }

  /** All timers, earliest first. */
  inOrder(): TimerHandle[] {
    return this.#heap.toSorted((a, b) => (before(a, b) ? -1 : 1));
  }

  clear(): void {
    for (const timer of this.#heap) timer.heapIndex = -1;
    this.#heap.length = 0;
  }

  /** Puts `timer`, whose place is the hole at `index`, as high as it belongs. */
  #rise(timer: TimerHandle, index: number): void {
    const heap = this.#heap;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex] as TimerHandle;
      if (!before(timer, parent)) break;
      heap[index] = parent;
      parent.heapIndex = index;
      index = parentIndex;
    }
    heap[index] = timer;
    timer.heapIndex = index;
  }

  /** Puts `timer`, whose place is the hole at `index`, as low as it belongs. */
  #sink(timer: TimerHandle, index: number): void {
    const heap = this.#heap;
    for (;;) {
      let childIndex = 2 * index + 1;
      if (childIndex >= heap.length) break;
      let child = heap[childIndex] as TimerHandle;
      const right = heap[childIndex + 1];
      if (right !== undefined && before(right, child)) {
        child = right;
        childIndex++;
      }
      if (!before(child, timer)) break;
      heap[index] = child;
      child.heapIndex = index;
      index = childIndex;
    }
    heap[index] = timer;
    timer.heapIndex = index;
  }
}

function before(a: TimerHandle, b: TimerHandle): boolean {
  return a.when < b.when || (a.when === b.when && a.ticket < b.ticket);
}
