import { describe, expect, test } from "vitest";
import { type Body, deviations, exhaustive, explore, portfolio, random, type Strategy } from "../../src/index.ts";
import { whole } from "../../src/strategies/part.ts";
import { portfolioOf } from "../../src/strategies/portfolio.ts";
import { noting, observeEach } from "../observe.ts";
import { failing, independentTasks, passing } from "../programs.ts";
import { lostUpdate, philosophers, uneven } from "../samplers/hit-rates.ts";

describe("what fits the budget is explored in full, each schedule once", () => {
  test.each(passing)("$name", async ({ body, options, schedules }) => {
    const spy = noting(portfolio({ executions: 1000, seed: 1 }));
    const report = await explore(body, { ...options, strategy: spy });
    expect(report.coverage).toEqual({ kind: "complete" });
    expect(report.cutBy).toBeUndefined();
    expect(new Set(spy.fingerprints).size).toBe(schedules);
    expect(report.statistics.executions).toBe(schedules);
  });
});

test("the default order comes first, then all that deviate from it once, and none comes twice", async () => {
  const body = independentTasks(3, 2, false);
  const single = await observeEach(body, deviations(1));
  const maxExecutions = single.length;
  const first = await observeEach(body, portfolio({ executions: 1000, seed: 1 }), { maxExecutions });
  expect(first[0]?.deviations).toEqual([]);
  const fingerprints = new Set(first.map(({ fingerprint }) => fingerprint));
  expect(fingerprints.size).toBe(maxExecutions);
  expect(single.filter(({ fingerprint }) => !fingerprints.has(fingerprint))).toEqual([]);
});

test("where there is no room to remember what has been run, schedules come twice, and none is missing", async () => {
  const body = independentTasks(2, 2, false);
  for (const mostChoices of [1, 10, 40]) {
    const strategy = portfolioOf(whole, { executions: 1000, seed: 1 }, mostChoices);
    const { statistics, coverage } = await explore(body, { strategy });
    expect(coverage).toEqual({ kind: "complete" });
    expect(statistics.distinct).toBe(252);
    expect(statistics.duplicates).toBeGreaterThan(0);
    expect(statistics.executions).toBe(252 + statistics.duplicates);
  }
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

function untilFailure(strategy: Strategy): Strategy {
  let found = false;
  return {
    name: strategy.name,
    next: () => (found ? undefined : strategy.next()),
    learn: (explored) => {
      found = explored.failed;
      strategy.learn(explored);
    },
    coverage: () => strategy.coverage(),
  };
}

test.each([lostUpdate, philosophers, uneven])("finds $name within 200 executions from any seed", async ({ body }) => {
  for (let seed = 1; seed <= 100; seed++) {
    const strategy = untilFailure(portfolio({ executions: 200, seed }));
    const executions = await observeEach(body, strategy, { starts: "in order", maxExecutions: 200, recorded: false });
    expect(executions.at(-1)?.failure).toBeDefined();
  }
});

describe("what is left of the budget goes to samplers, in turn", () => {
  const tasks =
    (touches: string[] | undefined): Body =>
    (sim) => {
      const call = (name: string) => sim.io(name, () => {}, { collapse: true, ...(touches && { touches }) });
      const work = async (): Promise<void> => {
        await call("first");
        await call("second");
      };
      return sim.all({ a: work, b: work, c: work, d: work });
    };

  test.each([
    { what: "four", where: "nothing is declared", body: tasks(undefined), turns: 4 },
    { what: "six", where: "calls say what they touch", body: tasks(["x"]), turns: 6 },
  ])("of $what, where $where", async ({ body, turns }) => {
    const fingerprints = async (strategy: Parameters<typeof observeEach>[1], maxExecutions: number) =>
      (await observeEach(body, strategy, { starts: "in order", maxExecutions, recorded: false })).map(
        ({ fingerprint }) => fingerprint,
      );
    const before =
      (await fingerprints(deviations(1), 10_000)).length + 20 + (await fingerprints(deviations(3), 10_000)).length;
    const all = await fingerprints(portfolio({ executions: 2000, seed: 5 }), before + turns * 10);
    const walks = Array.from({ length: 10 }, (_, i) => all[before + turns * i + 1]);
    expect(walks).toEqual(await fingerprints(random(5), 10));
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
