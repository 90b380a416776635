import { describe, expect, test } from "vitest";
import { BudgetExceededError, DeadlockError, runVirtual, ScopeEndedError, virtualTime } from "../../src/index.ts";
import { elapsedMs } from "../elapsed.ts";
import { later, page } from "./page.ts";

const NAMES = ["setTimeout", "setInterval", "Date", "MessageChannel", "fetch", "requestAnimationFrame"] as const;
const globals = (): unknown[] => [
  ...NAMES.map((name) => (globalThis as Record<string, unknown>)[name]),
  page.scheduler.postTask,
  performance.now,
  Response.prototype.text,
];
const real = globals();

describe("in a browser, scopes", () => {
  test("give back the very same globals, whatever was thrown", async () => {
    await runVirtual(() => expect(setTimeout).not.toBe(real[0]));
    expect(globals()).toEqual(real);
    await expect(
      runVirtual(async () => {
        await later(1);
        throw new Error("mine");
      }),
    ).rejects.toThrow("mine");
    expect(() => {
      using _time = virtualTime();
      throw new Error("mine");
    }).toThrow("mine");
    expect(globals().every((value, i) => value === real[i])).toBe(true);
  });

  test("come one after another, each from the beginning, with real time in between", async () => {
    const now = (): Promise<number> => runVirtual(() => later(1000).then(() => elapsedMs()));
    expect(await now()).toBe(1000);
    expect(Date.now()).toBeGreaterThan(1_750_000_000_000);
    expect(await now()).toBe(1000);
    await later(1);
    expect(Date.now()).toBeGreaterThan(1_750_000_000_000);
  });

  test("nest: time stands still outside while one inside has its own", async () => {
    const seen = await runVirtual(async () => {
      await later(10);
      const inner = await runVirtual(() => later(5000).then(() => elapsedMs()));
      const between = elapsedMs();
      await later(1);
      return [inner, between, elapsedMs()];
    });
    expect(seen).toEqual([5000, 10, 11]);
  });

  test("nest with a clock for a block", async () => {
    using outer = virtualTime();
    await outer.advance(100);
    {
      using inner = virtualTime({ startDate: 0 });
      await later(5);
      expect([inner.now(), Date.now()]).toEqual([5, 5]);
    }
    const before = outer.now();
    await later(1);
    expect(outer.now()).toBe(before + 1);
  });

  test("a hundred side by side do not see each other", async () => {
    const one = (i: number): Promise<number[]> =>
      runVirtual(
        async () => {
          const seen: number[] = [];
          for (let round = 0; round < 3; round++) {
            await later(i + 1);
            seen.push(Date.now() - i);
          }
          return seen;
        },
        { startDate: i },
      );
    const all = await Promise.all(Array.from({ length: 100 }, (_, i) => one(i)));
    expect(all).toEqual(Array.from({ length: 100 }, (_, i) => [1, 2, 3].map((round) => round * (i + 1))));
  });

  test("a body that waits for nothing is a deadlock, which says where it was started", async () => {
    const stuck = runVirtual(async () => {
      await later(10);
      await new Promise(() => {});
    });
    await expect(stuck).rejects.toThrow(DeadlockError);
    await expect(stuck).rejects.toThrow(/at 10 ms, after setTimeout.*scopes\.browser\.ts/s);
  });

  test("timers without end meet the budget", async () => {
    const endless = runVirtual(
      () => {
        setInterval(() => {}, 250);
        return new Promise(() => {});
      },
      { budget: { timers: 1000 } },
    );
    await expect(endless).rejects.toThrow(BudgetExceededError);
  });

  test("can't be moved any more when they are over", async () => {
    const over = virtualTime();
    over[Symbol.dispose]();
    await expect(over.advance(10)).rejects.toThrow(ScopeEndedError);
  });
});
