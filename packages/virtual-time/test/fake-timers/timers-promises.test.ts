import { createRequire } from "node:module";
import type * as timersPromises from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Clock, install } from "../../src/fake-timers/index.ts";

const promises = createRequire(import.meta.url)("node:timers/promises") as typeof timersPromises;
let clock: Clock;

beforeEach(() => {
  clock = install({ toNotFake: ["nextTick", "queueMicrotask"] });
});

afterEach(() => {
  clock.uninstall();
});

describe("node:timers/promises of an installed clock", () => {
  test("rejects with the reason of an abort, and clears the timer", async () => {
    const controller = new AbortController();
    const sleep = promises.setTimeout(50, "late", { signal: controller.signal });
    const immediate = promises.setImmediate("soon", { signal: controller.signal });
    controller.abort("enough");
    await expect(sleep).rejects.toBe("enough");
    await expect(immediate).rejects.toBe("enough");
    await expect(promises.setTimeout(50, "late", { signal: controller.signal })).rejects.toBe("enough");
    expect(clock.countTimers()).toBe(0);
  });

  test("keeps the ticks of an interval that nobody has asked for yet", async () => {
    const seen: number[] = [];
    const loop = (async () => {
      for await (const value of promises.setInterval(10, 7)) if (seen.push(value + clock.now) === 3) break;
    })();
    clock.tick(30);
    await loop;
    expect(seen).toEqual([37, 37, 37]);
    expect(clock.countTimers()).toBe(0);
  });

  test("ends an interval by an abort", async () => {
    const controller = new AbortController();
    const iterator = promises.setInterval(10, 7, { signal: controller.signal })[Symbol.asyncIterator]();
    const first = iterator.next();
    await clock.tickAsync(10);
    expect(await first).toEqual({ done: false, value: 7 });
    const second = iterator.next();
    controller.abort("enough");
    await expect(second).rejects.toBe("enough");
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(clock.countTimers()).toBe(0);
  });

  test("listens to no signal once the clock is uninstalled", async () => {
    const controller = new AbortController();
    let settled = false;
    promises.setTimeout(50, 0, { signal: controller.signal }).catch(() => (settled = true));
    clock.uninstall();
    controller.abort();
    await Promise.resolve();
    await Promise.resolve();
    expect(settled).toBe(false);
  });
});
