import { describe, expect, test } from "vitest";
import { VirtualClock } from "../src/index.ts";

const nobody = (): never => {
  throw new Error("nobody wakes a virtual clock");
};

describe("a virtual clock", () => {
  test("begins at 0, or where it is told to", () => {
    expect(new VirtualClock().now()).toBe(0);
    expect(new VirtualClock(500).now()).toBe(500);
  });

  test("jumps to the moment that is waited for", () => {
    const clock = new VirtualClock();
    expect(clock.wait(250.5)).toBe("arrived");
    expect(clock.now()).toBe(250.5);
  });

  test("never goes back", () => {
    const clock = new VirtualClock(100);
    expect(clock.wait(50)).toBe("arrived");
    expect(clock.now()).toBe(100);
  });

  test("without a moment to wait for, nothing will ever come", () => {
    const clock = new VirtualClock();
    expect((clock.wait as (deadline: undefined, wake: () => void) => unknown).call(clock, undefined, nobody)).toBe(
      "never",
    );
    expect(clock.now()).toBe(0);
  });

  test("stands still by itself", () => {
    const clock = new VirtualClock();
    const first = clock.now();
    for (let i = 0; i < 1000; i++) expect(clock.now()).toBe(first);
  });
});
