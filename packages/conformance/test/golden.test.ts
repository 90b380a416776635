import { describe, expect, test } from "vitest";
import { type Clock, macrotaskHop, probeMicrotaskDrain } from "@heddle/loop-core";
import { agreement, firstDifference } from "../src/compare.ts";
import { runProgram } from "../src/interpreter.ts";
import { asyncFunctionKind, generatorKind, type Kind } from "../src/kinds.ts";
import { ProgramClock } from "../src/program-loop.ts";
import { goldenPrograms, type GoldenProgram } from "../src/language/golden.ts";

const programs = goldenPrograms();

/** No eager start of an async function without a synchronous drain: an error of its own says so. */
const eager = programs.filter(({ uses }) => uses.includes("eager"));
const notEager = programs.filter(({ uses }) => !uses.includes("eager"));

describe("every step, message, turn and timer is CPython's", () => {
  test("the golden files have 1,018 programs, 66 of them with eager tasks", () => {
    expect([programs.length, eager.length]).toEqual([1018, 66]);
  });

  test("1,018 programs with generator tasks", async () => {
    await expectAgreement(programs, generatorKind, await probeMicrotaskDrain());
  });

  test("1,018 programs with tasks of async functions", async () => {
    await expectAgreement(programs, asyncFunctionKind, await probeMicrotaskDrain());
  });

  test("952 programs with tasks of async functions, a macrotask after each step", async () => {
    await expectAgreement(notEager, asyncFunctionKind, macrotaskHop);
  });

  test("1,018 programs with generator tasks, a macrotask after each step", async () => {
    await expectAgreement(programs, generatorKind, macrotaskHop);
  });

  test.each([generatorKind, asyncFunctionKind])(
    "1,018 programs on a loop that waits for its host: $name tasks",
    async (kind) => {
      await expectAgreement(programs, kind, await probeMicrotaskDrain(), () => new HostedClock());
    },
  );
});

async function expectAgreement(
  some: readonly GoldenProgram[],
  kind: Kind,
  drain: typeof macrotaskHop,
  clock: () => Clock = () => new ProgramClock(),
): Promise<void> {
  const differences: string[] = [];
  for (const program of some) {
    const recording = await runProgram(program.prog, kind, { drain, clock: clock() });
    if (agreement(program, recording) < 4) differences.push(firstDifference(program, recording));
  }
  const shown = differences.slice(0, 5).join("\n\n");
  expect(differences.length, `${differences.length} of ${some.length} programs differ:\n\n${shown}`).toBe(0);
}

/** Each wait suspends the loop, as on the host's own time: the host wakes it, after a macrotask. */
class HostedClock extends ProgramClock {
  override wait(deadline: number | undefined, wake: () => void): "arrived" | "never" | (() => void) {
    if (deadline === undefined) return "never";
    if (deadline <= this.now()) return "arrived";
    const pending = setImmediate(() => {
      super.wait(deadline);
      wake();
    });
    return () => clearImmediate(pending);
  }
}
