import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test as plainTest, vi } from "vitest";
import { test, TwoClocksError } from "../src/index.ts";
import { virtualWith } from "../src/virtual.ts";

describe("test.virtual", () => {
  test.virtual("runs its body in virtual time, with vitest's context", async ({ time, task, expect }) => {
    await sleep(3_600_000);
    expect(time.now()).toBe(3_600_000);
    expect(task.name).toMatch("runs its body");
  });

  test.virtual("takes the options of runVirtual", { startDate: "2030-05-01", retry: 0 }, () => {
    expect(new Date().toISOString()).toBe("2030-05-01T00:00:00.000Z");
  });

  test.virtual("lets vi.waitFor and vi.waitUntil wait in virtual time", async ({ time }) => {
    let done = false;
    setTimeout(() => (done = true), 600_000);
    await vi.waitUntil(() => done, { timeout: 700_000, interval: 1000 });
    expect(time.now()).toBe(600_000);
    await expect(vi.waitFor(() => expect(done).toBe(false), 30_000)).rejects.toThrow("expected true to be false");
    expect(time.now()).toBe(630_000);
  });

  test.virtual("lets expect.poll wait in virtual time", async ({ time }) => {
    let done = false;
    setTimeout(() => (done = true), 600_000);
    await expect.poll(() => done, { timeout: 700_000, interval: 1000 }).toBe(true);
    expect(time.now()).toBe(600_000);
  });

  for (const ms of [1000, 2000]) {
    test.virtual(
      `has a time of its own in a concurrent test of ${ms} ms`,
      { concurrent: true },
      async ({ time, expect }) => {
        await sleep(ms);
        expect(time.now()).toBe(ms);
      },
    );
  }

  test.virtual("refuses the fake timers of vitest, as two clocks can't rule", async ({ time }) => {
    expect(() => vi.useFakeTimers()).toThrow(TwoClocksError);
    expect(() => vi.setSystemTime(0)).toThrow("vi.setSystemTime can't be used in the body of test.virtual");
    await sleep(1000);
    expect(time.now()).toBe(1000);
  });

  plainTest("fails by the line of microtasks without end, and the process goes on", async (context) => {
    const runs: Promise<void>[] = [];
    const declare = virtualWith((_name, _options, run) => void runs.push(run(context)));
    declare("spins", { budget: { microtasks: 1000 } }, async () => {
      for (;;) await Promise.resolve();
    });
    const failure = await runs[0]?.catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "BudgetExceededError" });
    expect((failure as Error).stack).toMatch(/virtual\.test\.ts/);
  });

  plainTest("lets other tests have fake timers", () => {
    vi.useFakeTimers();
    expect(vi.isFakeTimers()).toBe(true);
    vi.useRealTimers();
  });

  plainTest("hands vitest its own options", () => {
    const declared: unknown[] = [];
    const declare = virtualWith((name, { retry, timeout }) => void declared.push({ name, retry, timeout }));
    declare("long", { retry: 2, timeout: 100, seed: 3 }, () => {});
    expect(declared).toEqual([{ name: "long", retry: 2, timeout: 100 }]);
  });
});
