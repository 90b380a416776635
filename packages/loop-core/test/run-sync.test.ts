import { describe, expect, test } from "vitest";
import { createTask, gather, runSync, sleep, SyncRunError } from "../src/index.ts";
import { virtualLoop, VirtualClock } from "./virtual-clock.ts";

describe("runSync", () => {
  test("runs generator coroutines to their end before it returns, in their own time", () => {
    const log: string[] = [];
    const result = runSync(
      function* () {
        const child = createTask(function* () {
          yield* sleep(5);
          log.push("child");
          return 1;
        });
        yield* sleep(1);
        log.push("main");
        return yield* child;
      },
      { clock: new VirtualClock() },
    );
    expect([result, log]).toEqual([1, ["main", "child"]]);
  });

  test("throws what its coroutine throws", () => {
    const fails = (): unknown =>
      runSync(
        // oxlint-disable-next-line require-yield -- it fails before it could wait
        function* () {
          throw new RangeError("no");
        },
        { clock: new VirtualClock() },
      );
    expect(fails).toThrow(new RangeError("no"));
  });

  test("refuses what needs a microtask, or the host's time", () => {
    const loop = virtualLoop();
    expect(() => loop.runUntilCompleteSync(async () => await sleep(1))).toThrow(SyncRunError);
    expect(() =>
      runSync(function* () {
        yield* sleep(10);
      }),
    ).toThrow(SyncRunError);
  });

  test("runs combinators too", () => {
    const numbers = runSync(
      function* () {
        return yield* gather([1, 2].map((n) => () => sleep(3 - n, n)));
      },
      { clock: new VirtualClock() },
    );
    expect(numbers).toEqual([1, 2]);
  });
});
