import { describe, expect, test } from "vitest";
import { exhaustive, explore, portfolio } from "../../src/index.ts";
import { noting, observeEach } from "../observe.ts";
import { failing, independentTasks, passing } from "../programs.ts";

describe("what fits the budget is explored in full", () => {
  test.each(passing)("$name", async ({ body, options, schedules }) => {
    const spy = noting(portfolio({ executions: 1000, seed: 1 }));
    const report = await explore(body, { ...options, strategy: spy });
    expect(report.coverage).toEqual({ kind: "complete" });
    expect(report.cutBy).toBeUndefined();
    expect(new Set(spy.fingerprints).size).toBe(schedules);
  });
});

test("the first execution is the default order, the next ones deviate from it once", async () => {
  const [first, ...rest] = await observeEach(independentTasks(2, 2, false), portfolio({ executions: 1000, seed: 1 }));
  expect(first?.deviations).toEqual([]);
  expect(rest.slice(0, 20).map(({ deviations }) => deviations.length)).toEqual(Array.from({ length: 20 }, () => 1));
});

describe("what does not fit", () => {
  const tooLarge = independentTasks(4, 3, false);

  test("is complete to one deviation, and sampled beyond", async () => {
    const report = await explore(tooLarge, { maxExecutions: 600 });
    expect(report.coverage).toEqual({ kind: "complete to deviations", deviations: 1 });
    expect(report.cutBy).toBe("executions");
    expect(report.statistics.executions).toBe(600);
  });

  test("is complete to no deviation at all when the budget is tiny", async () => {
    const report = await explore(tooLarge, { maxExecutions: 3 });
    expect(report.coverage).toEqual({ kind: "complete to deviations", deviations: 0 });
  });

  test("is never called complete, though the budget ends one short of all", async () => {
    const body = independentTasks(2, 4, true);
    const all = await observeEach(body, exhaustive(), { starts: "in order", recorded: false });
    expect(all).toHaveLength(70);
    const report = await explore(body, { starts: "in order", maxExecutions: 69 });
    expect(report.coverage.kind).not.toBe("complete");
  });
});

test.each(failing)("finds $name within the default budget", async ({ body, options, fails }) => {
  await expect(explore(body, { ...options, minimise: false })).rejects.toMatchObject({
    report: { strategy: "portfolio", failure: { kind: fails.kind } },
  });
});

test("equal seeds explore alike", async () => {
  const run = async (): Promise<number[]> => {
    const spy = noting(portfolio({ executions: 400, seed: 3 }));
    await explore(independentTasks(4, 2, false), { strategy: spy, maxExecutions: 400 });
    return spy.fingerprints;
  };
  expect(await run()).toEqual(await run());
});
