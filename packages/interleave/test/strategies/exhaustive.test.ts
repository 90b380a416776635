import { describe, expect, test } from "vitest";
import { explore } from "../../src/index.ts";
import { independentTasks } from "../programs.ts";

const SIZES = [
  { tasks: 2, calls: 1 },
  { tasks: 2, calls: 2 },
  { tasks: 2, calls: 3 },
  { tasks: 3, calls: 1 },
  { tasks: 3, calls: 2 },
  { tasks: 4, calls: 1 },
] as const;

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/** In how many orders sequences of equal length can be merged. */
function merges(sequences: number, length: number): number {
  return factorial(sequences * length) / factorial(length) ** sequences;
}

async function count(tasks: number, calls: number, options: { collapse: boolean; starts: "in order" | "as events" }) {
  const { collapse, starts } = options;
  const report = await explore(independentTasks(tasks, calls, collapse), {
    strategy: "exhaustive",
    starts,
    maxExecutions: 100_000,
  });
  expect(report.coverage).toEqual({ kind: "complete" });
  expect(report.statistics.distinct).toBe(report.statistics.executions);
  return report.statistics.executions;
}

describe("independent tasks are merged in every way, each once", () => {
  test.each(SIZES)("$tasks tasks of $calls calls, one moment each, started in order", async ({ tasks, calls }) => {
    expect(await count(tasks, calls, { collapse: true, starts: "in order" })).toBe(merges(tasks, calls));
  });

  test.each(SIZES)("$tasks tasks of $calls calls, one moment each, started as events", async ({ tasks, calls }) => {
    if (merges(tasks, calls + 1) > 5000) return; // checked by its smaller siblings
    expect(await count(tasks, calls, { collapse: true, starts: "as events" })).toBe(merges(tasks, calls + 1));
  });

  test.each(SIZES.slice(0, 4))("$tasks tasks of $calls calls, two moments each", async ({ tasks, calls }) => {
    expect(await count(tasks, calls, { collapse: false, starts: "in order" })).toBe(merges(tasks, 2 * calls));
    if (merges(tasks, 2 * calls + 1) > 5000) return;
    expect(await count(tasks, calls, { collapse: false, starts: "as events" })).toBe(merges(tasks, 2 * calls + 1));
  });
});

test("a body without choices has one schedule", async () => {
  const report = await explore(
    async (sim) => {
      await sim.io("a", () => {});
      await sim.io("b", () => {});
    },
    { strategy: "exhaustive" },
  );
  expect(report.statistics).toMatchObject({ executions: 1, distinct: 1, steps: 4, choices: 0, depth: 4 });
  expect(report.coverage).toEqual({ kind: "complete" });
});

test("the first schedule is the default order, and the last one starts with the last event", async () => {
  const orders: string[] = [];
  await explore(
    async (sim) => {
      let order = "";
      await sim.all({ a: () => void (order += "a"), b: () => void (order += "b"), c: () => void (order += "c") });
      orders.push(order);
    },
    { strategy: "exhaustive" },
  );
  // a warm-up and the order that the others are compared with come before them, and once more after them
  expect(orders).toEqual(["abc", "abc", "abc", "acb", "bac", "bca", "cab", "cba", "abc"]);
});

test("a timer comes last in each choice, and only the earliest one may come", async () => {
  const orders = new Set<string>();
  await explore(
    async (sim) => {
      const order: string[] = [];
      const sleep = (ms: number) => sim.sleep(ms).then(() => order.push(`${ms} ms`));
      await Promise.all([sleep(20), sleep(10), sim.io("x", () => order.push("x"), { collapse: true })]);
      orders.add(order.join());
    },
    { strategy: "exhaustive" },
  );
  expect([...orders].toSorted()).toEqual(["10 ms,20 ms,x", "10 ms,x,20 ms", "x,10 ms,20 ms"]);
});
