import { afterEach, describe, expect, test, vi } from "vitest";
import { Condition, EventLoop, Future, probeMicrotaskDrain, Task } from "@heddle/loop-core";
import { runProgram } from "../../src/interpreter.ts";
import { generatorKind } from "../../src/kinds.ts";
import { goldenPrograms } from "../../src/language/golden.ts";
import type { Program } from "../../src/language/grammar.ts";
import { findDifference } from "../../src/live/difference.ts";
import { shrinkProgram } from "../../src/live/shrink.ts";

// Each test plants a bug in the library; without it, the library itself says what is right.

const random = goldenPrograms().filter(({ title }) => title === undefined);
const loop = { drain: await probeMicrotaskDrain() };
afterEach(() => void vi.restoreAllMocks());

describe("shrinking finds a smallest program that shows", () => {
  test("a future whose waiters wake one turn late", async () => {
    const { setResult } = Future.prototype;
    const plant = (): unknown =>
      vi.spyOn(Future.prototype, "setResult").mockImplementation(function (this: Future<unknown>, result) {
        this.loop.callSoon(() => this.state === "pending" && setResult.call(this, result));
      });
    expect(await smallestWith(plant)).toEqual({ main: [["gather", []]] });
  });

  test("requests to cancel that nobody counts", async () => {
    const plant = (): unknown => vi.spyOn(Task.prototype, "cancelling").mockReturnValue(0);
    // Nobody else comes to the barrier: the clean-up cancels main.
    expect(await smallestWith(plant)).toEqual({ main: [["bwait", "Ba"]], objs: { Ba: ["barrier", 3] } });
  });

  test("a timer for time 3 that fires at 2", async () => {
    const { callAt } = EventLoop.prototype;
    const plant = (): unknown =>
      vi.spyOn(EventLoop.prototype, "callAt").mockImplementation(function (this: EventLoop, when, ...rest) {
        return callAt.call(this, when === 3 ? 2 : when, ...rest);
      });
    expect(await smallestWith(plant)).toEqual({ main: [["sleep", 3]] });
  });

  test("a condition that wakes everybody", async () => {
    const { notify } = Condition.prototype;
    const plant = (): unknown =>
      vi.spyOn(Condition.prototype, "notify").mockImplementation(function (this: Condition) {
        notify.call(this, 1000);
      });
    expect(await smallestWith(plant)).toEqual({
      objs: { Co: ["cond"] },
      main: [
        ["spawn", "t1", [["with", "Co", [["cv_wait_for", "Co", "x", 1]]]]],
        ["spawn", "t2", [["with", "Co", [["cv_wait", "Co"]]]]],
        ["spawn", "t3", [["with", "Co", [["notify", "Co"]]]]],
        ["wait", ["t3"]],
      ],
    });
  });
});

/** Shrinks the first random program that shows the bug. */
async function smallestWith(plant: () => unknown): Promise<Program> {
  const differs = async (prog: Program): Promise<boolean> => {
    const expected = await runProgram(prog, generatorKind, loop);
    plant();
    const difference = await findDifference({ prog, ...expected }, [generatorKind], loop);
    vi.restoreAllMocks();
    return difference !== undefined && !("failure" in difference.actual);
  };
  for (const { prog } of random) {
    if (await differs(prog)) return shrinkProgram(prog, differs);
  }
  throw new Error("No program shows it.");
}
