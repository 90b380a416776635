import { describe, expect, test } from "vitest";
import { explorationMs, timeoutFor } from "../src/budget.ts";

describe("the time of an exploration", () => {
  test("leaves room to make a failure small before vitest's timeout", () => {
    expect(explorationMs(undefined, 5000)).toBe(3000);
  });

  test("is that of explore where the timeout allows it", () => {
    expect(explorationMs(undefined, 60_000)).toBe(4000);
    expect(explorationMs(20_000, 60_000)).toBe(20_000);
  });

  test("is half of a short timeout", () => {
    expect(explorationMs(undefined, 1000)).toBe(500);
  });

  test("does not depend on a timeout that is switched off", () => {
    expect(explorationMs(undefined, 0)).toBe(4000);
    expect(explorationMs(undefined, Infinity)).toBe(4000);
  });
});

describe("the timeout of a test", () => {
  test("is vitest's unless more time is asked for", () => {
    expect(timeoutFor({})).toBeUndefined();
    expect(timeoutFor({ maxTimeMs: 1000 })).toBeUndefined();
  });

  test("grows with maxTimeMs", () => {
    expect(timeoutFor({ maxTimeMs: 20_000 })).toBe(22_000);
  });

  test("is what the user says", () => {
    expect(timeoutFor({ maxTimeMs: 20_000, timeout: 100 })).toBe(100);
  });
});
