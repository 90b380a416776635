import { afterEach, describe, expect, test, vi } from "vitest";
import { EventLoop, Future, macrotaskHop, probeMicrotaskDrain, Task } from "@heddle/loop-core";
import { agreement, firstDifference } from "../src/compare.ts";
import { runProgram } from "../src/interpreter.ts";
import { asyncFunctionKind, generatorKind, type Kind } from "../src/kinds.ts";
import { goldenPrograms } from "../src/language/golden.ts";

// The golden run has to be able to fail. Each test plants a bug in the library, and counts the programs that show it.

const programs = goldenPrograms().filter(({ title }) => title !== undefined); // those written by hand
afterEach(() => void vi.restoreAllMocks());

describe("the comparison notices", () => {
  test("a future whose waiters wake one turn late", async () => {
    const { setResult } = Future.prototype;
    vi.spyOn(Future.prototype, "setResult").mockImplementation(function (this: Future<unknown>, result) {
      if (this.state === "pending") this.loop.callSoon(() => this.state === "pending" && setResult.call(this, result));
      else setResult.call(this, result);
    });
    expect(await countDiffering(generatorKind)).toBeGreaterThan(100);
  });

  test("requests to cancel that nobody counts", async () => {
    vi.spyOn(Task.prototype, "cancelling").mockReturnValue(0);
    expect(await countDiffering(generatorKind)).toBeGreaterThan(50);
  });

  test("a timer without delay that does not wait for the callbacks that are ready", async () => {
    vi.spyOn(EventLoop.prototype, "callLater").mockImplementation(function (this: EventLoop, delay, callback) {
      const timer = this.callAt(this.time() + Math.max(delay, 0), () => {});
      if (delay > 0) return this.callAt(timer.when, callback);
      this.callSoon(callback);
      return timer;
    });
    expect(await countDiffering(generatorKind)).toBeGreaterThan(20);
  });

  test("microtasks that are not run before the next step", async () => {
    const drain = { ...macrotaskHop, drain: (): void => {} };
    const program = programs.find(({ id }) => id === "seed-01")!;
    expect(agreement(program, await runProgram(program.prog, asyncFunctionKind, { drain }))).toBe(0);
  });
});

test("a difference names the program, the first step that differs, and what came before it", async () => {
  const program = programs.find(({ id }) => id === "seed-01")!;
  const trace = program.trace.map((event, index) => (index === 2 ? [...event.slice(0, 3), "else"] : event));
  const expected = { ...program, trace } as typeof program;
  const actual = await runProgram(program.prog, generatorKind);
  expect(agreement(expected, actual)).toBeLessThan(4);
  expect(firstDifference(expected, actual)).toMatch(
    /^seed-01 .*: step 2 differs\n {4}.*\n {4}.*\n {2}- .*else.*\n {2}\+ /,
  );
});

async function countDiffering(kind: Kind): Promise<number> {
  const drain = await probeMicrotaskDrain();
  let differing = 0;
  for (const program of programs) {
    if (agreement(program, await runProgram(program.prog, kind, { drain })) < 4) differing++;
  }
  return differing;
}
