import { describe, expect, test } from "vitest";
import {
  type Body,
  describeStatistics,
  exhaustive,
  explore,
  type ExploreOptions,
  mergeReports,
  outcomesOf,
  type RunStep,
} from "../../src/index.ts";
import { linearExtensionsOf } from "../../src/strategies/linear-extensions.ts";
import { bodyOf, randomProgram } from "../footprints/random-body.ts";

const never = (): number => {
  throw new Error("nothing is drawn where all is counted");
};

/** Steps of tasks that go on by themselves, each with a location of its own, unless it is shared. */
function tasks(count: number, length: number, shared?: number): RunStep[] {
  const steps: RunStep[] = [];
  for (let task = 0; task < count; task++) {
    for (let step = 0; step < length; step++) {
      const event = task * length + step;
      const creator = step === 0 ? -1 : event - 1;
      steps.push({
        event,
        creator,
        waits: [],
        footprint: { reads: [], writes: [shared ?? event], unknown: false },
      });
    }
  }
  return steps;
}

describe("the orders of the steps of a run", () => {
  test("are all that keep each task in order, where nothing is shared", () => {
    expect(linearExtensionsOf({ steps: tasks(3, 3) }, never)).toEqual({ count: 1680, isExact: true });
    expect(linearExtensionsOf({ steps: tasks(2, 5) }, never)).toEqual({ count: 252, isExact: true });
    expect(linearExtensionsOf({ steps: tasks(1, 200) }, never)).toEqual({ count: 1, isExact: true });
    expect(linearExtensionsOf({ steps: [] }, never)).toEqual({ count: 1, isExact: true });
  });

  test("are one where everything is shared", () => {
    expect(linearExtensionsOf({ steps: tasks(3, 3, 0) }, never)).toEqual({ count: 1, isExact: true });
  });

  test("are estimated where they are too many to count", () => {
    const { count, isExact } = linearExtensionsOf({ steps: tasks(12, 1) }, () => 0.5)!;
    expect(isExact).toBe(false);
    expect(count).toBe(479_001_600); // 12!: each walk has the same alternatives
  });

  test("are not looked at in a run of more than 200 steps", () => {
    expect(linearExtensionsOf({ steps: tasks(1, 201) }, never)).toBeUndefined();
  });
});

const declared = { footprints: "declared", strategy: "exhaustive", maxTimeMs: 60_000 } as const;

/** Two tasks that share a counter, and others that have nothing in common with anybody. */
const counting =
  (others: number): Body =>
  async (sim) => {
    const memory = sim.shared({ count: 0 });
    const increment = async (): Promise<void> => {
      const seen = await sim.io("read", () => memory.count, { collapse: true });
      await sim.io("write", () => void (memory.count = seen + 1), { collapse: true });
    };
    const aside = () => sim.io("work", () => {}, { collapse: true });
    const names = Array.from({ length: others }, (_, index) => `aside ${index}`);
    await sim.all({ a: increment, b: increment, ...Object.fromEntries(names.map((name) => [name, aside])) });
  };

describe("executions for sets of equivalent ones stand for as many as there are without footprints", () => {
  const inOrder = { starts: "in order" } as const;

  test.each<[string, Body, ExploreOptions]>([
    ["increments, and work aside", counting(2), inOrder],
    ["tasks that start at any time", counting(0), {}],
    ...[3, 13, 33, 34].map((seed): [string, Body, ExploreOptions] => {
      const program = randomProgram(seed);
      return [`random program ${seed}`, bodyOf(program, "async functions"), program.options];
    }),
  ])("%s", async (_, body, options) => {
    const all = await outcomesOf(body, { ...declared, ...options, strategy: exhaustive(), maxExecutions: 500 });
    const { statistics } = await outcomesOf(body, { ...declared, ...options });
    expect(all.coverage.kind).toBe("complete");
    expect(statistics.interleavings).toEqual({ count: all.statistics.executions, isExact: true });
    expect(statistics.executions).toBeLessThan(all.statistics.executions);
  });

  test("all shards together, too, and the default where its search comes to an end", async () => {
    const whole = await explore(counting(2), { ...declared, ...inOrder });
    const reports = [];
    for (const index of [0, 1, 2]) {
      reports.push(await explore(counting(2), { ...declared, ...inOrder, shard: { index, count: 3 } }));
    }
    expect(mergeReports(reports).statistics.interleavings).toEqual(whole.statistics.interleavings);
    const byDefault = await explore(counting(2), { footprints: "declared", ...inOrder });
    expect(byDefault.coverage).toMatchObject({ upTo: "declared footprints" });
    expect(byDefault.statistics.interleavings).toEqual(whole.statistics.interleavings);
  });
});

test("nobody says how many where every order counts, or samples were taken besides", async () => {
  expect((await explore(counting(0), { strategy: "exhaustive" })).statistics.interleavings).toBeUndefined();
  const cut = await explore(counting(0), { footprints: "declared", maxExecutions: 4 });
  expect(cut.coverage).not.toHaveProperty("upTo");
  expect(cut.statistics.interleavings).toBeUndefined();
});

test("past 10,000 steps it is an estimate: one execution in 64 is looked at", async () => {
  const body: Body = async (sim) => {
    const memory = sim.shared({ count: 0 });
    const works = async (): Promise<void> => {
      for (let i = 0; i < 3; i++) await sim.io("work", () => void memory.count++, { collapse: true });
    };
    const aside = () => sim.io("work", () => {}, { collapse: true });
    await sim.all({ a: works, b: works, c: works, aside });
  };
  const { statistics } = await explore(body, { ...declared, starts: "in order", maxExecutions: 5000 });
  expect(statistics.executions).toBe(1680);
  expect(statistics.interleavings?.isExact).toBe(false);
  const { count } = statistics.interleavings!; // 16,800: the work aside has 10 places in each
  expect(count).toBeGreaterThan(16_000);
  expect(count).toBeLessThan(17_600);
});

test("the statistics in one line", () => {
  const statistics = {
    executions: 20,
    redundant: 0,
    probes: 3,
    checks: 16,
    distinct: 20,
    duplicates: 0,
    unremembered: 0,
    interleavings: { count: 1680, isExact: true },
    steps: 180,
    choices: 99,
    depth: 9,
    elapsedMs: 10,
    perSecond: 3900,
  };
  expect(describeStatistics({ statistics })).toBe(
    "20 executions for 1,680 interleavings, 84 each; 3 given up; 16 checks; 180 steps, at most 9 in one; 3,900 a second",
  );
  const others = { interleavings: undefined, executions: 1, duplicates: 1, probes: 0, checks: 0 };
  expect(describeStatistics({ statistics: { ...statistics, ...others } })).toBe(
    "1 execution; 1 of them seen before; 180 steps, at most 9 in one; 3,900 a second",
  );
  const many = { ...others, executions: 1000, duplicates: 0, interleavings: { count: 2.5e20, isExact: false } };
  expect(describeStatistics({ statistics: { ...statistics, ...many } })).toMatch(
    /^1000 executions for about 2\.5E20 interleavings, about 2\.5E17 each;/,
  );
});
