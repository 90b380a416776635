import { describe, expect, test } from "vitest";
import { type Clock, createClock, InfiniteLoopError, install } from "../../src/fake-timers/index.ts";

describe("An endless loop", () => {
  test("of timers is an error that says who it is and where that was made", () => {
    const clock = createClock(0, 20);
    const poll = (): void => void clock.setTimeout(poll, 250);
    poll();
    const error = errorOf(() => clock.runAll());
    expect(error.message).toBe("Aborting after running 20 timers, assuming an infinite loop!");
    expect(error).toMatchObject({ name: "Error", loopLimit: 20, next: "Timeout - poll" });
    expect(error.stack?.split("\n").slice(0, 3)).toEqual([
      `Error: ${error.message}`,
      "Timeout - poll",
      expect.stringMatching(/at .*poll \(.*infinite-loop\.test\.ts:\d+:\d+\)/),
    ]);
  });

  test("is told with the line of the user also through a global", () => {
    using clock = install({ toFake: ["setTimeout"], loopLimit: 20 });
    const poll = (): void => void setTimeout(poll, 250);
    poll();
    expect(errorOf(() => clock.runAll()).stack?.split("\n")[2]).toMatch(/poll \(.*infinite-loop\.test\.ts/);
  });

  test("is told when promises run in between, too", async () => {
    const clock = createClock(0, 20);
    clock.setInterval(function beat() {}, 5);
    await expect(clock.runAllAsync()).rejects.toMatchObject({ next: "Interval - beat" });
  });

  test("of microtasks is told", () => {
    const clock = createClock(0, 20);
    const again = (): void => clock.nextTick(again);
    clock.nextTick(again);
    expect(errorOf(() => clock.tick(1)).next).toBe("Microtask - again");
  });

  test("of an interval of 0 ms in a tick is told, where the original hangs", () => {
    const clock = createClock(0, 20);
    clock.setInterval(() => {}, 0);
    expect(errorOf(() => clock.tick(1)).next).toBe("Interval - anonymous");
  });

  test("does not keep the clock from going on", () => {
    const clock: Clock = createClock(0, 20);
    const interval = clock.setInterval(() => {}, 5);
    errorOf(() => clock.runAll());
    clock.clearInterval(interval);
    expect(clock.runAll()).toBe(clock.now);
  });
});

function errorOf(run: () => void): InfiniteLoopError {
  try {
    run();
  } catch (error) {
    if (error instanceof InfiniteLoopError) return error;
    throw error;
  }
  throw new Error("It came to an end.");
}
