import { createTask, DeadlockError, gather, sleep } from "@heddle/loop-core";
import { describe, expect, test } from "vitest";
import { VirtualTimeLoop } from "../src/index.ts";

describe("a loop of virtual time", () => {
  test("lets an hour pass at once", async () => {
    const loop = new VirtualTimeLoop();
    const answer = await loop.runUntilComplete(async () => {
      await sleep(3_600_000);
      return "slept";
    });
    expect(answer).toBe("slept");
    expect(loop.time()).toBe(3_600_000);
  });

  test("begins where it is told to", async () => {
    const loop = new VirtualTimeLoop({ startMs: 5000 });
    await loop.runUntilComplete(async () => {
      await sleep(10);
    });
    expect(loop.time()).toBe(5010);
  });

  test("wakes sleepers in the order of their deadlines, equal ones in the order of creation", async () => {
    const order: string[] = [];
    const loop = new VirtualTimeLoop();
    await loop.runUntilComplete(async () => {
      const sleeper = (name: string, ms: number) =>
        createTask(async () => {
          await sleep(ms);
          order.push(`${name} at ${loop.time()}`);
        });
      await gather([sleeper("a", 30), sleeper("b", 10), sleeper("c", 20), sleeper("d", 10)]);
    });
    expect(order).toEqual(["b at 10", "d at 10", "c at 20", "a at 30"]);
  });

  test("does not let time pass while a callback is ready", async () => {
    const loop = new VirtualTimeLoop();
    const seen: number[] = [];
    loop.callLater(10, () => {
      seen.push(loop.time());
      loop.stop();
    });
    let left = 100;
    const again = (): void => {
      expect(loop.time()).toBe(0);
      if (--left > 0) loop.callSoon(again);
    };
    loop.callSoon(again);
    await loop.runForever();
    expect(left).toBe(0);
    expect(seen).toEqual([10]);
  });

  test("sums of fractions meet: a tenth of a millisecond ten times is one", async () => {
    const loop = new VirtualTimeLoop();
    const order: string[] = [];
    await loop.runUntilComplete(async () => {
      const tenths = createTask(async () => {
        for (let i = 0; i < 10; i++) await sleep(0.1);
        order.push("tenths");
      });
      const whole = createTask(async () => {
        await sleep(1);
        order.push("whole");
      });
      await gather([tenths, whole]);
    });
    expect(order).toHaveLength(2);
    expect(loop.time()).toBeCloseTo(1, 6);
  });

  test("ends with a deadlock, which names the tasks, where nothing is left", async () => {
    const loop = new VirtualTimeLoop();
    const run = loop.runUntilComplete(async () => {
      await loop.createFuture<void>();
    });
    await expect(run).rejects.toBeInstanceOf(DeadlockError);
    await expect(run).rejects.toThrow(/Task-1/);
  });
});
