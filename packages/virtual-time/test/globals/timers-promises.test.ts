import timers, { setTimeout as namedSetTimeout } from "node:timers";
import {
  scheduler,
  setImmediate as immediate,
  setInterval as interval,
  setTimeout as sleep,
} from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { runVirtual } from "../../src/index.ts";
import { elapsedMs } from "../elapsed.ts";

const required = process.getBuiltinModule("node:timers/promises");
const realSleep = required.setTimeout;

describe("node:timers/promises", () => {
  test("sleeps in virtual time, however it was imported", async () => {
    const seen = await runVirtual(async () => [
      await sleep(1000, "named"),
      await required.setTimeout(1000, "required"),
      await (await import("node:timers/promises")).setTimeout(1000, "dynamic"),
      await timers.promises.setTimeout(1000, "member"),
      elapsedMs(),
    ]);
    expect(seen).toEqual(["named", "required", "dynamic", "member", 4000]);
  });

  test("is real outside, and restored in the end", async () => {
    await runVirtual(() => sleep(5));
    expect(required.setTimeout).toBe(realSleep);
    expect(sleep).toBe(realSleep);
  });

  test("setImmediate comes before any timer", async () => {
    const seen = await runVirtual(() => Promise.race([sleep(1, "timer"), immediate("immediate")]));
    expect(seen).toBe("immediate");
  });

  test("an abort clears the timer, with Node's error and the reason as its cause", async () => {
    const left = await runVirtual(async (time) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort("enough"), 10);
      await expect(sleep(1000, undefined, { signal: controller.signal })).rejects.toMatchObject({
        name: "AbortError",
        code: "ABORT_ERR",
        cause: "enough",
      });
      await expect(sleep(1000, undefined, { signal: controller.signal })).rejects.toThrow("The operation was aborted");
      return [time.now(), time.pending().length];
    });
    expect(left).toEqual([10, 0]);
  });

  test("setInterval gives a value at each tick, those that nobody was there for included", async () => {
    const seen = await runVirtual(async (time) => {
      const moments: number[] = [];
      for await (const value of interval(100, "tick")) {
        expect(value).toBe("tick");
        moments.push(time.now());
        if (moments.length === 1) await sleep(250);
        if (moments.length === 4) break;
      }
      return [moments, time.pending().length];
    });
    expect(seen).toEqual([[100, 350, 350, 400], 0]);
  });

  test("setInterval ends with its signal", async () => {
    const run = runVirtual(async () => {
      const signal = AbortSignal.timeout(250);
      for await (const _tick of interval(100, undefined, { signal }));
    });
    await expect(run).rejects.toMatchObject({ code: "ABORT_ERR" });
  });

  test("scheduler.wait and scheduler.yield", async () => {
    const now = await runVirtual(async () => {
      await scheduler.wait(500);
      await scheduler.yield();
      return elapsedMs();
    });
    expect(now).toBe(500);
  });

  test("util.promisify(setTimeout)", async () => {
    const seen = await runVirtual(async () => [await promisify(setTimeout)(500, "value"), elapsedMs()]);
    expect(seen).toEqual(["value", 500]);
  });

  test("node:timers has the global functions", async () => {
    const now = await runVirtual(async () => {
      await new Promise((resolve) => namedSetTimeout(resolve, 10));
      await new Promise((resolve) => timers.setTimeout(resolve, 10));
      return elapsedMs();
    });
    expect(now).toBe(20);
  });
});
