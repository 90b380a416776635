import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test as plainTest } from "vitest";
import { test } from "../src/index.ts";

const late = async (ms: number): Promise<never> => {
  await sleep(ms);
  throw new Error("too busy");
};

describe("toResolveWithin", () => {
  test.virtual("takes a promise that resolves at the last moment", async () => {
    const limit = sleep(500).then(() => sleep(500));
    await expect(limit).toResolveWithin(1000);
  });

  test.virtual("says which timers are pending when it is too late", async ({ time }) => {
    await expect(expect(sleep(1500)).toResolveWithin(1000)).rejects.toThrow(
      /^expected the promise to resolve within 1000 ms of virtual time, and it is still pending\. There is one:\nkind .*\n.*500 ms .*matchers\.test\.ts:/,
    );
    expect(time.now()).toBe(1000);
  });

  test.virtual("says that nothing could settle it", async () => {
    await expect(expect(new Promise(() => {})).toResolveWithin(10)).rejects.toThrow("no timer left");
  });

  test.virtual("says that it has rejected", async () => {
    await expect(expect(late(300)).toResolveWithin(1000)).rejects.toThrow(
      "it rejected after 300 ms, with Error: too busy",
    );
    await expect(late(300)).not.toResolveWithin(1000);
  });

  test.virtual("leaves no timer behind", async ({ time }) => {
    await expect(Promise.resolve()).toResolveWithin(1000);
    expect(time).toHaveNoPendingTimers();
  });

  test.virtual("needs a promise, and milliseconds", () => {
    expect(() => expect(1).toResolveWithin(10)).toThrow("toResolveWithin needs a promise");
    expect(() => expect(sleep(1)).toResolveWithin(Number.NaN)).toThrow("got NaN");
  });

  plainTest("is a named error where time is real", () => {
    expect(() => expect(Promise.resolve()).toResolveWithin(10)).toThrow("toResolveWithin measures virtual time");
  });
});

describe("toRejectWithin", () => {
  test.virtual("takes a promise that rejects in time", async () => {
    await expect(late(1000)).toRejectWithin(1000);
  });

  test.virtual("says that it has resolved", async () => {
    await expect(expect(sleep(300)).toRejectWithin(1000)).rejects.toThrow("and it resolved after 300 ms");
  });
});

describe("toTakeVirtualTime", () => {
  test.virtual("measures what a function does", async () => {
    await sleep(5);
    await expect(() => sleep(2000)).toTakeVirtualTime(2000);
    await expect(() => sleep(2001)).toTakeVirtualTime(expect.closeTo(2000, -1) as number);
    await expect(() => 1).toTakeVirtualTime(0);
  });

  test.virtual("says how long it took", async () => {
    await expect(expect(() => sleep(1500)).toTakeVirtualTime(2000)).rejects.toThrow(
      "expected it to take 2000 ms of virtual time, and it took 1500 ms",
    );
  });

  test.virtual("lets what the function throws through", async () => {
    await expect(expect(() => late(1)).toTakeVirtualTime(1)).rejects.toThrow("too busy");
  });
});

describe("toHaveNoPendingTimers", () => {
  test.virtual("shows those that are pending", ({ time }) => {
    expect(time).toHaveNoPendingTimers();
    const interval = setInterval(() => {}, 250);
    expect(time).not.toHaveNoPendingTimers();
    expect(() => expect(time).toHaveNoPendingTimers()).toThrow(
      /^expected no timers to be pending at 0 ms, and there is one:\nkind .*\nsetInterval .*matchers\.test\.ts:/,
    );
    clearInterval(interval);
  });
});
