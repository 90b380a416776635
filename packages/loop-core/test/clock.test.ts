import { describe, expect, test } from "vitest";
import { type Clock, realTimeClock } from "../src/clock.ts";
import { VirtualClock } from "./virtual-clock.ts";

interface ClockLaw {
  sentence: string;
  holds(clock: Clock): boolean | Promise<boolean>;
}

const laws: ClockLaw[] = [
  {
    sentence: "never goes back",
    holds(clock) {
      const readings = Array.from({ length: 100 }, () => clock.now());
      return readings.every((now, index) => index === 0 || now >= readings[index - 1]!);
    },
  },
  {
    sentence: "says at once that a deadline in the past has arrived",
    holds: (clock) => clock.wait(clock.now() - 1, () => {}) === "arrived",
  },
  {
    sentence: "has reached the deadline, within its resolution, when a wait is over",
    async holds(clock) {
      const deadline = clock.now() + 1;
      await new Promise<void>((resolve) => {
        const answer = clock.wait(deadline, resolve);
        if (typeof answer !== "function") resolve();
      });
      return deadline < clock.now() + clock.resolutionMs || Math.abs(clock.now() - deadline) < 1;
    },
  },
  {
    sentence: "fires a timer that is due exactly now: its resolution is more than nothing",
    holds: (clock) => clock.resolutionMs > 0,
  },
];

describe.each([
  ["the real-time clock", (): Clock => realTimeClock],
  ["a virtual clock", (): Clock => new VirtualClock()],
])("%s", (_name, makeClock) => {
  test.each(laws)("$sentence", async ({ holds }) => {
    expect(await holds(makeClock())).toBe(true);
  });
});

describe("a broken clock breaks the laws:", () => {
  let now = 0;
  const broken: Clock = { resolutionMs: 0, now: () => now--, wait: () => "never" };
  test.each(laws.slice(0, 2).concat(laws.slice(3)))("$sentence", async ({ holds }) => {
    expect(await holds(broken)).toBe(false);
  });
});

describe("the real-time clock", () => {
  test("can be called off while it waits", () => {
    const callOff = realTimeClock.wait(realTimeClock.now() + 60_000, () => {});
    expect(callOff).toBeTypeOf("function");
    (callOff as () => void)();
  });

  test("waits without a deadline until somebody else wakes the loop", () => {
    const callOff = realTimeClock.wait(undefined, () => {});
    expect(callOff).toBeTypeOf("function");
    (callOff as () => void)();
  });
});
