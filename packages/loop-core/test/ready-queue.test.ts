import { describe, expect, test } from "vitest";
import { Handle } from "../src/handle.ts";
import { ReadyQueue } from "../src/ready-queue.ts";
import { seededRandom } from "./seeded-random.ts";
import { virtualLoop } from "./virtual-clock.ts";

interface QueueOfHandles {
  readonly length: number;
  push(handle: Handle): void;
  shift(): Handle | undefined;
}

/** A queue and an array, given the same random operations, always answer the same. */
function agreesWithArray(queue: QueueOfHandles, seed: number): boolean {
  const random = seededRandom(seed);
  const loop = virtualLoop();
  const array: Handle[] = [];
  for (let step = 0; step < 2_000; step++) {
    if (random() < 0.55) {
      const handle = new Handle(loop, () => {});
      queue.push(handle);
      array.push(handle);
    } else if (queue.shift() !== array.shift()) return false;
    if (queue.length !== array.length) return false;
  }
  return true;
}

describe("ReadyQueue", () => {
  test.each([1, 2, 3, 4, 5])("is first in, first out, whatever the order of operations (seed %i)", (seed) => {
    expect(agreesWithArray(new ReadyQueue(), seed)).toBe(true);
  });

  test("a queue that is last in, first out breaks that law", () => {
    class Stack extends ReadyQueue {
      readonly #items: Handle[] = [];
      override get length(): number {
        return this.#items.length;
      }
      override push(handle: Handle): void {
        this.#items.push(handle);
      }
      override shift(): Handle | undefined {
        return this.#items.pop();
      }
    }
    expect(agreesWithArray(new Stack(), 1)).toBe(false);
  });

  test("is empty after clear, and can be used again", () => {
    const queue = new ReadyQueue();
    const handle = new Handle(virtualLoop(), () => {});
    for (let i = 0; i < 20; i++) queue.push(handle);
    queue.clear();
    expect(queue.shift()).toBeUndefined();
    queue.push(handle);
    expect([queue.length, queue.shift()]).toEqual([1, handle]);
  });
});
