import { describe, expect, test } from "vitest";
import { TimerHandle } from "../src/handle.ts";
import { TimerHeap } from "../src/timer-heap.ts";
import { seededRandom } from "./seeded-random.ts";
import { virtualLoop } from "./virtual-clock.ts";

const loop = virtualLoop();

function timer(when: number, ticket: number): TimerHandle {
  return new TimerHandle(
    loop,
    when,
    ticket,
    () => {},
    undefined,
    () => {},
  );
}

const byDeadline = (a: TimerHandle, b: TimerHandle): number => a.when - b.when || a.ticket - b.ticket;

/** A heap and a sorted array, given the same random operations, always have the same first timer and the same order. */
function agreesWithSortedArray(heap: TimerHeap, seed: number, order = byDeadline): boolean {
  const random = seededRandom(seed);
  let sorted: TimerHandle[] = [];
  for (let ticket = 0; ticket < 1_500; ticket++) {
    const choice = random();
    if (choice < 0.5 || sorted.length === 0) {
      const added = timer(Math.floor(random() * 20), ticket); // many equal deadlines
      heap.add(added);
      sorted = [...sorted, added].toSorted(order);
    } else {
      const at = choice < 0.75 ? 0 : Math.floor(random() * sorted.length);
      const [removed] = sorted.splice(at, 1);
      heap.remove(removed!);
    }
    if (heap.size !== sorted.length || heap.first !== sorted[0]) return false;
  }
  return heap.inOrder().every((item, index) => item === sorted[index]);
}

describe("TimerHeap", () => {
  test.each([1, 2, 3, 4, 5])(
    "orders by deadline, then by creation, whatever is added and removed (seed %i)",
    (seed) => {
      expect(agreesWithSortedArray(new TimerHeap(), seed)).toBe(true);
    },
  );

  test("a heap that gives the newest of equal deadlines first breaks that law", () => {
    const newestFirst = (a: TimerHandle, b: TimerHandle): number => a.when - b.when || b.ticket - a.ticket;
    expect(agreesWithSortedArray(new TimerHeap(), 1, newestFirst)).toBe(false);
  });

  test("removing a timer that is not in it has no effect", () => {
    const heap = new TimerHeap();
    const one = timer(1, 0);
    heap.add(one);
    heap.remove(timer(1, 1));
    heap.remove(one);
    heap.remove(one);
    expect(heap.size).toBe(0);
  });

  test("after clear, the timers that were in it can be cancelled without harm", () => {
    const heap = new TimerHeap();
    const one = timer(1, 0);
    heap.add(one);
    heap.clear();
    heap.remove(one);
    expect([heap.size, heap.first, one.queued]).toEqual([0, undefined, false]);
  });

  test("one that has been large is as good as new when it is empty, also if the last was removed before its turn", () => {
    const heap = new TimerHeap();
    const timers = Array.from({ length: 100 }, (_, i) => timer(i, i));
    for (const one of timers) heap.add(one);
    for (const one of timers.slice(0, 98)) heap.remove(one);
    heap.remove(timers[99]!);
    heap.remove(timers[98]!);
    expect([heap.size, heap.first]).toEqual([0, undefined]);
    expect(agreesWithSortedArray(heap, 1)).toBe(true);
  });
});
