import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { type Result, resultsIn, runVitest } from "./run-vitest.ts";

// Vitest itself, on the fixtures beside: what a user reads, in each pool.

const results: Result[] = [];
let printed = "";

beforeAll(async () => {
  printed = await runVitest(fileURLToPath(new URL("fixtures/", import.meta.url)));
  results.push(...resultsIn(printed));
}, 60_000);

describe.each(["forks", "threads", "vmThreads"])("in the pool %s", (pool) => {
  const resultOf = (name: string): Result | undefined =>
    results.find((result) => result.pool === pool && result.name === name);

  test("a test whose body passes in every order passes", () => {
    expect(resultOf("passes")?.state).toBe("passed");
  });

  test("a race fails with the report, at the line of the assertion", () => {
    expect(resultOf("a race")).toMatchObject({ state: "failed", error: { name: "InterleavingError", line: 22 } });
    expect(resultOf("a race")?.error?.message).toMatch(
      /^AssertionError: expected -60 .*\n\nThis order of events fails/,
    );
  });

  test.each(["expect.soft", "expect.poll", "toMatchSnapshot"])("%s is refused", (name) => {
    expect(resultOf(name)?.error?.message).toMatch(`RefusedAssertionError: ${name} can't be used`);
  });

  test("soft assertions and inline snapshots work in the tests beside", () => {
    expect(resultOf("soft assertions and inline snapshots work in the tests beside")?.state).toBe("passed");
  });

  test("vitest's fake timers are a named error, at the line of the test", () => {
    expect(resultOf("refuses")).toMatchObject({ state: "failed", error: { name: "ForeignFakeTimersError", line: 68 } });
  });

  test("a wrong option is a named error, at the line of the test", () => {
    expect(resultOf("a wrong option")).toMatchObject({ state: "failed", error: { name: "OptionError", line: 73 } });
  });

  test("a skipped test does not run, and a retried one may pass", () => {
    expect(resultOf("skipped")?.state).toBe("skipped");
    expect(resultOf("passes at last")?.state).toBe("passed");
  });
});

describe.each(["forks", "threads", "vmThreads"])("test.virtual in the pool %s", (pool) => {
  const resultOf = (name: string): Result | undefined =>
    results.find((result) => result.pool === pool && result.name === name);

  test("passes or is skipped", () => {
    expect(resultOf("waits for an hour")?.state).toBe("passed");
    expect(resultOf("never")?.state).toBe("skipped");
    expect(resultOf("a test after microtasks without end")?.state).toBe("passed");
  });

  test.each([
    [
      "a wait without end",
      "DeadlockError",
      10,
      /"a wait without end" waits for .*; it last went on at 1000 ms, after /,
    ],
    ["an assertion", "AssertionError", 17, /expected 1000 to be 999/],
    ["too late", "Error", 22, /expected the promise to resolve within 1000 ms .*still pending.*\n.*\nsetTimeout/],
    ["a timer that is left", "LeftoverTimersError", 26, /A timer was still pending/],
    ["timers without end", "BudgetExceededError", 30, /More than 10 timers, .* setInterval 250 ms, made at/],
    [
      "microtasks without end",
      "BudgetExceededError",
      45,
      /More than 100000 microtasks .* made at .*virtual\.fixture\.ts:45/,
    ],
    ["a start that is no date", "RangeError", 34, /startDate needs a date, and got never/],
    ["vi.waitFor", "AssertionError", 37, /expected 1 to be 2/],
  ])("%s is a %s at line %d", (title, name, line, message) => {
    expect(resultOf(title)).toMatchObject({ state: "failed", error: { name, line } });
    expect(resultOf(title)?.error?.message).toMatch(message);
  });
});

describe("what vitest prints of a race", () => {
  const section = (title: string): string =>
    printed.split(" FAIL ").find((text) => text.includes(`> ${title}\n`)) ?? "";

  test("is the report, its columns aligned, and then the assertion", () => {
    expect(section("a race").split("\n")).toEqual(
      expect.arrayContaining([
        "InterleavingError: AssertionError: expected -60 to be greater than or equal to 0",
        "  step  alice         bob",
        "     1  starts",
        " ❯ interleave.fixture.ts:22:19",
        "     22|   expect(balance).toBeGreaterThanOrEqual(0);",
      ]),
    );
    expect(section("a race")).not.toMatch(/Caused by|Serialized Error|- Expected/);
  });

  test("has a diff where the message is too short for the difference", () => {
    expect(section("a race that a diff explains")).toMatch('-     "alice",\n      "bob",\n+     "alice",');
  });
});
