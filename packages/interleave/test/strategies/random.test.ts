import { expect, test } from "vitest";
import { explore, random } from "../../src/index.ts";
import { noting, observeEach } from "../observe.ts";
import { independentTasks } from "../programs.ts";

test("each interleaving of two times two comes as often as an even choice at every step makes it", async () => {
  const RUNS = 4000;
  const counts = new Map<string, number>();
  for (const { trace } of await observeEach(independentTasks(2, 2, true), random(7), {
    starts: "in order",
    maxExecutions: RUNS,
  })) {
    const order = trace.map((line) => (line.includes("task 0") ? "a" : "b")).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  const exact = { aabb: 1 / 4, abab: 1 / 8, abba: 1 / 8, baab: 1 / 8, baba: 1 / 8, bbaa: 1 / 4 };
  expect([...counts.keys()].toSorted()).toEqual(Object.keys(exact));
  for (const [order, probability] of Object.entries(exact)) {
    const deviation = Math.sqrt(RUNS * probability * (1 - probability));
    const z = (counts.get(order)! - RUNS * probability) / deviation;
    expect(Math.abs(z)).toBeLessThan(4);
  }
});

test("equal seeds walk alike, different seeds do not", async () => {
  const walk = async (seed: number): Promise<number[]> => {
    const walked = noting(random(seed));
    await explore(independentTasks(3, 3, false), { strategy: walked, maxExecutions: 20 });
    return walked.fingerprints;
  };
  expect(await walk(1)).toEqual(await walk(1));
  expect(await walk(1)).not.toEqual(await walk(2));
});

test("a walk never claims more than a sample, and goes on until the budget ends it", async () => {
  const report = await explore(async () => {}, { strategy: "random", maxExecutions: 50 });
  expect(report).toMatchObject({ coverage: { kind: "sampled" }, cutBy: "executions" });
  expect(report.statistics).toMatchObject({ executions: 50, distinct: 1 });
});

test("the seed of the options seeds the walk", async () => {
  const walked = noting(random(5));
  const body = independentTasks(3, 1, false);
  await explore(body, { strategy: walked, maxExecutions: 30 });
  const distinct = new Set(walked.fingerprints).size;
  const report = await explore(body, { strategy: "random", seed: 5, maxExecutions: 30 });
  expect(report.statistics.distinct).toBe(distinct);
});
