import { describe, expect, test } from "vitest";
import { createClock, install, withGlobal } from "../../src/fake-timers/index.ts";

describe("A clock in the mode nextAsync", () => {
  test("goes from timer to timer by itself, with promises in between", async () => {
    const clock = createClock();
    clock.setTickMode({ mode: "nextAsync" });
    const sleep = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
    await sleep(3_600_000);
    await sleep(1000);
    clock.setTickMode({ mode: "manual" });
    expect(clock.now).toBe(3_601_000);
  });

  test("is moved by hand alone while that lasts", async () => {
    const clock = createClock();
    const fired: number[] = [];
    clock.setTickMode({ mode: "nextAsync" });
    clock.setTimeout(() => fired.push(clock.now), 500);
    expect(await clock.tickAsync(100)).toBe(100);
    expect(fired).toEqual([]);
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, 600));
    expect(fired).toEqual([500]);
    clock.uninstall();
  });

  test("stops when it is uninstalled", async () => {
    const clock = install({ toFake: ["setTimeout"] });
    clock.setTickMode({ mode: "nextAsync" });
    clock.setTimeout(() => {}, 500);
    clock.uninstall();
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(clock.now).toBe(0);
  });
});

describe("A clock in the mode interval", () => {
  /** A host whose only interval ticks when it is told to. */
  function host() {
    const intervals = new Map<number, () => void>();
    const delays: number[] = [];
    const global = {
      Date,
      setTimeout,
      clearTimeout,
      setInterval: (callback: () => void, ms: number) => {
        delays.push(ms);
        intervals.set(delays.length, callback);
        return delays.length;
      },
      clearInterval: (id: number) => intervals.delete(id),
    };
    return { fakes: withGlobal(global), intervals, delays };
  }

  test("moves along with real time, until it is uninstalled", () => {
    const { fakes, intervals, delays } = host();
    const clock = fakes.install({ shouldAdvanceTime: true, advanceTimeDelta: 40 });
    for (const tick of intervals.values()) tick();
    expect([clock.now, delays]).toEqual([40, [40]]);
    clock.uninstall();
    expect(intervals.size).toBe(0);
  });

  test("takes steps of 20 ms if it is told nothing else", () => {
    const { fakes, delays } = host();
    const clock = fakes.createClock();
    clock.setTickMode({ mode: "interval" });
    clock.setTickMode({ mode: "interval" });
    clock.setTickMode({ mode: "interval", delta: 5 });
    expect(delays).toEqual([20, 5]);
  });
});
