import { describe, expect, test } from "vitest";
import { compile } from "./compile.ts";
import { explored } from "./explored.ts";
import {
  cancelled,
  exactAnswers,
  filesystem,
  type Known,
  lastZero,
  overdraft,
  philosophers,
  readers,
  starved,
  writes,
} from "./known-programs.ts";
import { traceOf } from "./trace.ts";

const known: readonly Known[] = [
  ...exactAnswers,
  readers(8),
  lastZero(10),
  filesystem(18, 32),
  filesystem(19, 64),
  philosophers(5),
  ...[1, 2, 3, 5].map(cancelled),
  starved,
];

describe("each trace is run once, and nothing else", () => {
  test.each(known)("$name: $traces", ({ program, traces }) => {
    const found = new Set<number>();
    const { executions, diverged } = explored(compile(program), {
      visit: ({ steps }) => found.add(traceOf(steps)),
    });
    expect({ executions, distinct: found.size, diverged }).toEqual({
      executions: traces,
      distinct: traces,
      diverged: 0,
    });
  });
});

describe("what goes wrong is found in as many traces as it does", () => {
  test.each([2, 3, 4, 5])("%i philosophers starve in one", (n) => {
    let deadlocks = 0;
    explored(compile(philosophers(n).program), { visit: ({ pending }) => (deadlocks += pending.length > 0 ? 1 : 0) });
    expect(deadlocks).toBe(1);
  });

  test.each([
    { n: 1, bad: 0 },
    { n: 2, bad: 2 },
    { n: 3, bad: 18 },
    { n: 4, bad: 144 },
  ])("$n withdrawals overdraw the account in $bad", ({ n, bad }) => {
    let overdrawn = 0;
    explored(compile(overdraft(n, NaN).program), {
      visit: (_, world) => (overdrawn += world.valueOf("balance") < -100 ? 1 : 0),
    });
    expect(overdrawn).toBe(bad);
  });

  test("one of two takers of one item waits forever, whichever comes first", () => {
    const waiting: number[] = [];
    explored(compile(starved.program), { visit: ({ pending }) => waiting.push(...pending.map(({ event }) => event)) });
    expect(waiting.toSorted((a, b) => a - b)).toEqual([0, 1]);
  });
});

describe("few runs are only probes", () => {
  test.each([lastZero(10), readers(8), writes(3, 3)])("$name", ({ program, traces }) => {
    expect(explored(compile(program)).probes).toBeLessThan(traces / 20);
  });
});
