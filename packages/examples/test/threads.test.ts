import { explore, outcomes, outcomesOf } from "@heddle/interleave";
import { getRunningLoop, sleep } from "@heddle/loop-core";
import { describe, expect, test } from "vitest";
import { SimulatedThread } from "../asyncio-tutorial/simulated-thread.ts";

describe("a thread that calls a loop and cancels the first call at once", () => {
  test("may come in time or too late, and is told which: both, and nothing else", async () => {
    const found = await outcomesOf(async (sim) => {
      const thread = new SimulatedThread(sim, getRunningLoop());
      const printed: number[] = [];
      const [first] = [1, 2, 3].map((n) => thread.callSoonThreadsafe(`call ${n}`, () => void printed.push(n)));
      const inTime = sim.stimulus("the thread cancels call 1", () => first!.cancel());
      await sim.idle();
      return { inTime: await inTime, printed };
    });
    expect(found).toEqual(outcomes({ inTime: true, printed: [2, 3] }, { inTime: false, printed: [1, 2, 3] }));
  });

  test("a program that takes every cancel for a success is found out", async () => {
    const body = explore(async (sim) => {
      const thread = new SimulatedThread(sim, getRunningLoop());
      let balance = 100;
      const payment = thread.callSoonThreadsafe("pay", () => void (balance -= 80));
      await sim.stimulus("the user cancels", () => payment.cancel());
      await sim.idle();
      expect(balance).toBe(100);
    });
    await expect(body).rejects.toThrow("expected 20 to be 100");
  });
});

describe("a thread that starts a coroutine and cancels it", () => {
  // True is a promise about the future, not about the task: the message that cancels it may find it done.
  test("finds it not begun, asleep or done; false is certain", async () => {
    const found = await outcomesOf(async (sim) => {
      const thread = new SimulatedThread(sim, getRunningLoop());
      let task = "not begun";
      const future = thread.runCoroutineThreadsafe("work", async () => {
        task = "asleep";
        await sleep(1_000);
        task = "done";
      });
      const inTime = sim.stimulus("the thread cancels it", () => future.cancel());
      await sim.idle();
      return { inTime: await inTime, cancelled: future.cancelled(), task };
    });
    expect(found).toEqual(
      outcomes(
        { inTime: true, cancelled: true, task: "not begun" },
        { inTime: true, cancelled: true, task: "asleep" },
        { inTime: true, cancelled: true, task: "done" },
        { inTime: false, cancelled: false, task: "done" },
      ),
    );
  });
});
