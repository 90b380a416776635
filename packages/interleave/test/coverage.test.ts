import { describe, expect, test } from "vitest";
import { deviations, exhaustive, explore, portfolio, type Body, type Strategy } from "../src/index.ts";
import { EveryDecision, noting, observeEach } from "./observe.ts";
import { independentTasks, passing, programs, type Program } from "./programs.ts";

const small: readonly Program[] = programs.filter(
  ({ schedules, fails }) => schedules < 50 && fails?.kind !== "deadlock",
);

async function reached(body: Body, strategy: Strategy, options: Program["options"]): Promise<Set<number>> {
  const observed = await observeEach(body, strategy, { ...options, recorded: false });
  return new Set(observed.map(({ fingerprint }) => fingerprint));
}

/** For each execution, the fewest deviations that lead to it. */
async function fewestDeviations(body: Body, bound: number, options: Program["options"]): Promise<Map<number, number>> {
  const bruteForce = new EveryDecision(bound);
  const costs: number[] = [];
  const paying: Strategy = {
    name: "brute force",
    next: () => bruteForce.next(),
    learn: () => {
      costs.push(bruteForce.cost);
      bruteForce.learn();
    },
    coverage: () => bruteForce.coverage(),
  };
  const fewest = new Map<number, number>();
  const observed = await observeEach(body, paying, { ...options, recorded: false });
  observed.forEach(({ fingerprint }, i) => {
    fewest.set(fingerprint, Math.min(fewest.get(fingerprint) ?? Infinity, costs[i]!));
  });
  return fewest;
}

describe.each([1, 2, 3])("complete to %i deviations means every execution that needs no more", (bound) => {
  test.each(small)("$name", async ({ body, options }) => {
    const fewest = await fewestDeviations(body, bound, options);
    expect(await reached(body, deviations(bound), options)).toEqual(new Set(fewest.keys()));
  });
});

test("with a bound as deep as the program, deviations reach every execution", async () => {
  for (const { body, options } of small.filter(({ schedules }) => schedules <= 10)) {
    const all = await reached(body, exhaustive(), options);
    expect(await reached(body, deviations(6), options)).toEqual(all);
  }
});

describe("complete means that nothing was left out", () => {
  const claims = {
    portfolio: () => portfolio({ executions: 1000, seed: 1 }),
    exhaustive: () => exhaustive(),
    deviations: () => deviations(12),
  };

  for (const [strategyName, make] of Object.entries(claims)) {
    test.each(passing.filter(({ schedules }) => schedules <= 10))(`${strategyName}: $name`, async (program) => {
      const { body, options, schedules } = program;
      const spy = noting(make());
      const { coverage } = await explore(body, { ...options, strategy: spy, maxExecutions: 2000 });
      if (coverage.kind === "complete") expect(new Set(spy.fingerprints).size).toBe(schedules);
      else expect(strategyName).toBe("deviations"); // the others always come to an end here
    });
  }
});

describe("an exploration that is cut", () => {
  test.each([1, 5, 19])("after %i of 20 executions is not complete", async (maxExecutions) => {
    const report = await explore(independentTasks(2, 2, true), { strategy: "exhaustive", maxExecutions });
    expect(report).toMatchObject({ coverage: { kind: "sampled" }, cutBy: "executions" });
    expect(report.statistics.executions).toBe(maxExecutions);
  });

  test("exactly at its end is complete", async () => {
    const report = await explore(independentTasks(2, 2, true), { strategy: "exhaustive", maxExecutions: 20 });
    expect(report).toMatchObject({ coverage: { kind: "complete" }, cutBy: undefined });
    expect(report.statistics.executions).toBe(20);
  });
});
