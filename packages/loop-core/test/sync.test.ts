import { describe, expect, test } from "vitest";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  createTask,
  type DeadlockError,
  gather,
  LifoQueue,
  Lock,
  NotHeldError,
  OverReleaseError,
  PriorityQueue,
  Queue,
  QueueEmpty,
  QueueFull,
  Semaphore,
  sleep,
  WrongLoopError,
} from "../src/index.ts";
import { seededRandom } from "./seeded-random.ts";
import { virtualLoop } from "./virtual-clock.ts";

// The golden programs show who is woken when; here is what they don't know: `using`, types, other loops.

async function inTask<T>(body: () => Promise<T>): Promise<T> {
  return await virtualLoop().runUntilComplete(body);
}

describe("Lock", () => {
  test("is held to the end of the scope of `using`, whatever is thrown", async () => {
    await inTask(async () => {
      const lock = new Lock();
      const work = async (): Promise<never> => {
        using _held = await lock.acquire();
        expect(lock.locked()).toBe(true);
        throw new Error("broken");
      };
      await expect(work).rejects.toThrow("broken");
      expect(lock.locked()).toBe(false);
      expect(() => lock.release()).toThrow(NotHeldError);
    });
  });

  test("is given to those who wait in the order of asking", async () => {
    await inTask(async () => {
      const lock = new Lock();
      const order: number[] = [];
      const enter = async (id: number): Promise<void> => {
        using _held = await lock.acquire();
        order.push(id);
        await sleep(1);
      };
      await gather([1, 2, 3].map((id) => () => enter(id)));
      expect(order).toEqual([1, 2, 3]);
    });
  });

  test("belongs to the loop on which somebody first had to wait for it", async () => {
    const lock = new Lock();
    await inTask(async () => {
      await lock.acquire();
      createTask(async () => void (await lock.acquire()));
      await sleep(1);
    });
    await inTask(async () => {
      await expect(async () => await lock.acquire()).rejects.toThrow(WrongLoopError);
    });
  });
});

describe("Semaphore", () => {
  test("lets so many in at a time", async () => {
    await inTask(async () => {
      const semaphore = new Semaphore(2);
      let [inside, most] = [0, 0];
      const enter = async (): Promise<void> => {
        using _permit = await semaphore.acquire();
        most = Math.max(most, ++inside);
        await sleep(1);
        inside--;
      };
      await gather(Array.from({ length: 5 }, () => () => enter()));
      expect([most, inside, semaphore.locked()]).toEqual([2, 0, false]);
    });
  });

  test("needs a number of permits that makes sense; a bounded one notices what is released too often", () => {
    expect(() => new Semaphore(-1)).toThrow(RangeError);
    expect(() => new BoundedSemaphore(1).release()).toThrow(OverReleaseError);
  });
});

describe("Condition", () => {
  test("wakes a waiter once its predicate holds", async () => {
    await inTask(async () => {
      const condition = new Condition();
      const items: string[] = [];
      const consumer = createTask(async () => {
        using _held = await condition.acquire();
        await condition.waitFor(() => items.length === 2);
        return items.join("");
      });
      for (const item of ["a", "b"]) {
        await sleep(1);
        using _held = await condition.acquire();
        items.push(item);
        condition.notifyAll();
      }
      expect(await consumer).toBe("ab");
      expect(() => condition.notify()).toThrow(NotHeldError);
    });
  });
});

describe("Barrier", () => {
  test("lets all go on when the last has come", async () => {
    await inTask(async () => {
      const barrier = new Barrier(3);
      expect(await gather([1, 2, 3].map(() => () => barrier.wait()))).toEqual([0, 1, 2]);
      expect([barrier.waiting, barrier.broken]).toEqual([0, false]);
    });
  });
});

describe("Queue", () => {
  test("hands items over in order, and waits while it is full", async () => {
    await inTask(async () => {
      const queue = new Queue<number>(1);
      const got: number[] = [];
      createTask(async () => {
        for (let i = 0; i < 3; i++) {
          got.push(await queue.get());
          queue.taskDone();
        }
      });
      for (const item of [1, 2, 3]) await queue.put(item);
      await queue.join();
      expect(got).toEqual([1, 2, 3]);
      expect(() => queue.getNowait()).toThrow(QueueEmpty);
      queue.putNowait(4);
      expect(() => queue.putNowait(5)).toThrow(QueueFull);
    });
  });

  test.each([1, 2, 3])("of each kind agrees with a naive one, whatever is put and taken (seed %i)", (seed) => {
    const random = seededRandom(seed);
    const kinds: [Queue<number>, (items: number[]) => number][] = [
      [new Queue<number>(), () => 0],
      [new LifoQueue<number>(), (items) => items.length - 1],
      [new PriorityQueue<number>(), (items) => items.indexOf(Math.min(...items))],
    ];
    for (const [queue, indexOfNext] of kinds) {
      const items: number[] = [];
      for (let step = 0; step < 500; step++) {
        if (items.length === 0 || random() < 0.5) {
          items.push(Math.floor(random() * 30));
          queue.putNowait(items.at(-1)!);
        } else expect(queue.getNowait()).toBe(items.splice(indexOfNext(items), 1)[0]);
        expect(queue.size).toBe(items.length);
      }
    }
  });
});

describe("a name", () => {
  const waits: [string, () => Promise<unknown>][] = [
    ['barrier "gate"', async () => await new Barrier(2, { name: "gate" }).wait()],
    ["a barrier", async () => await new Barrier(2).wait()],
    ['an item of queue "jobs"', async () => await new PriorityQueue(0, undefined, { name: "jobs" }).get()],
    ['an item of queue "jobs"', async () => await new LifoQueue(0, { name: "jobs" }).get()],
    [
      'room in queue "jobs"',
      async () => {
        const queue = new LifoQueue<number>(1, { name: "jobs" });
        await queue.put(1);
        await queue.put(2);
      },
    ],
  ];
  test.each(waits)("stands in the report of a deadlock: %s", async (waitsFor, wait) => {
    const error = await inTask(async () => await createTask(wait, { name: "reader" })).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as DeadlockError).tasks[1]).toEqual({ name: "reader", waitsFor });
  });
});
