import { describe, expect, test } from "vitest";
import {
  type Body,
  describeCoverage,
  explore,
  type ExploreOptions,
  MergeError,
  mergeReports,
  OptionError,
  type Report,
} from "../src/index.ts";
import { deviationsOf } from "../src/strategies/deviations.ts";
import { depthFirst } from "../src/strategies/exhaustive.ts";
import { type Part, shardOf, whole } from "../src/strategies/part.ts";
import { preemptionsOf } from "../src/strategies/preemptions.ts";
import type { Strategy } from "../src/strategies/strategy.ts";
import { compareParts } from "./footprints/comparison.ts";
import { bodyOf, randomProgram } from "./footprints/random-body.ts";
import { independentTasks } from "./programs.ts";

const COUNTS = [2, 5];
const byNumber = (a: number, b: number): number => a - b;

/** The fingerprints of all executions of a part that are its own. */
async function fingerprintsOf(body: Body, strategy: Strategy): Promise<number[]> {
  const fingerprints: number[] = [];
  const noting: Strategy = {
    name: strategy.name,
    next: () => strategy.next(),
    learn: (explored) => {
      strategy.learn(explored);
      if (strategy.surplus === undefined && explored.abandoned !== true) fingerprints.push(explored.fingerprint);
    },
    get surplus() {
      return strategy.surplus;
    },
    coverage: () => strategy.coverage(),
  };
  await explore(body, { strategy: noting, maxExecutions: 10_000, maxTimeMs: 60_000 });
  return fingerprints;
}

describe("the shards of a search have the executions of the whole, each once", () => {
  const searches: [string, (part: Part) => Strategy][] = [
    ["exhaustive", depthFirst],
    ["deviations", (part) => deviationsOf(part, 2)],
    ["preemptions", (part) => preemptionsOf(part, 2)],
  ];
  const bodies: [string, Body][] = [
    ["2 x 2", independentTasks(2, 2, false)],
    ["4 x 1", independentTasks(4, 1, true)],
    ["of unequal depth", unequal],
    ["without a choice", (sim) => sim.io("only", () => {})],
  ];

  for (const [name, search] of searches) {
    test.each(bodies)(`${name}: %s`, async (_, body) => {
      const all = await fingerprintsOf(body, search(whole));
      // Two lists of deviations may come to the same order.
      if (name === "exhaustive") expect(new Set(all).size).toBe(all.length);
      for (const count of COUNTS) {
        const parts = [];
        for (let index = 0; index < count; index++)
          parts.push(...(await fingerprintsOf(body, search(shardOf(index, count)))));
        expect(parts.toSorted(byNumber)).toEqual(all.toSorted(byNumber));
      }
    });
  }

  /** Some schedules end after one choice, others go on for long. */
  async function unequal(sim: Parameters<Body>[0]): Promise<void> {
    const signal = { stop: false };
    const works = async (): Promise<void> => {
      for (let i = 0; i < 4 && !signal.stop; i++) await sim.io(`work ${i}`, () => {}, { collapse: true });
    };
    await sim.all({ a: works, b: works, stop: () => void (signal.stop = true) });
  }
});

test("with declared footprints they have the traces of the whole, each once", async () => {
  const found = { traces: 0, missed: 0, twice: 0, torn: 0, complete: true };
  for (const seed of [6, 12, 15, 16]) {
    const program = randomProgram(seed);
    const union = await compareParts(bodyOf(program, "async functions"), program.options, 2 + (seed % 3));
    if (union === undefined) throw new Error(`Program ${seed} has too many traces.`);
    found.traces += union.traces;
    found.missed += union.missed;
    found.twice += union.twice;
    found.torn += union.torn;
    found.complete &&= union.complete;
  }
  expect(found).toEqual({ traces: 150 + 56 + 42 + 130, missed: 0, twice: 0, torn: 0, complete: true });
});

test("with declared footprints a body that picks values can't be divided, and the error says so", async () => {
  const body: Body = (sim) => sim.all({ a: () => sim.pick("size", [1, 2]), b: () => sim.io("ask", () => {}) });
  const options = { footprints: "declared", shard: { index: 0, count: 2 } } as const;
  for (const strategy of ["exhaustive", "portfolio"] as const) {
    await expect(explore(body, { ...options, strategy })).rejects.toMatchObject({
      name: "UndividedPickError",
      pick: "size",
    });
  }
});

test("a pick that can't be divided ends the default strategy at once", async () => {
  let runs = 0;
  const picking: Body = async (sim) => {
    runs++;
    await sim.all({ a: async () => void (await sim.pick("size", [1, 2])), b: () => sim.io("work", () => {}) });
  };
  const exploration = explore(picking, { footprints: "declared", shard: { index: 0, count: 2 } });
  await expect(exploration).rejects.toMatchObject({ name: "UndividedPickError" });
  expect(runs).toBeLessThan(10);
});

test("delays can't be divided, as the error says", async () => {
  const sharded = explore(() => {}, { strategy: "delays", shard: { index: 0, count: 2 } });
  await expect(sharded).rejects.toMatchObject({ name: "OptionError", option: "strategy" });
});

describe("mergeReports", () => {
  const body = independentTasks(2, 2, false);
  const shards = async (count: number, options: ExploreOptions): Promise<Report[]> => {
    const reports = [];
    for (let index = 0; index < count; index++)
      reports.push(await explore(body, { ...options, shard: { index, count } }));
    return reports;
  };

  test("adds up what the shards have done", async () => {
    const reports = await shards(3, { strategy: "exhaustive" });
    const { statistics, ...merged } = mergeReports(JSON.parse(JSON.stringify(reports)) as Report[]);
    expect(merged).toMatchObject({ strategy: "exhaustive", coverage: { kind: "complete" }, cutBy: undefined });
    expect(statistics).toMatchObject({ executions: 252, distinct: 252, duplicates: 0 });
  });

  test("is complete only if all of them are", async () => {
    const [first, second] = await shards(2, { strategy: "exhaustive" });
    expect(describeCoverage(first!)).toMatch(/^shard 0 of 2: all \d+ interleavings pass/);
    const cut = await explore(body, { strategy: "exhaustive", shard: { index: 1, count: 2 }, maxExecutions: 5 });
    expect(mergeReports([second!, first!]).coverage).toEqual({ kind: "complete" });
    expect(mergeReports([first!, cut])).toMatchObject({ coverage: { kind: "sampled" }, cutBy: "executions" });
  });

  test("of the default strategy says what each shard has covered", async () => {
    const large = independentTasks(4, 3, false);
    const reports = [];
    for (const index of [0, 1]) reports.push(await explore(large, { shard: { index, count: 2 }, maxExecutions: 300 }));
    expect(mergeReports(reports).coverage).toEqual({ kind: "complete to deviations", deviations: 1 });
    const small = await shards(2, {});
    expect(mergeReports(small).coverage).toEqual({ kind: "complete" });
    expect(mergeReports(small).statistics.executions).toBeGreaterThanOrEqual(252);
  });

  test("claims no deviations of a shard that was complete, by what is declared, before it had run any", async () => {
    const sharing: Body = async (sim) => {
      const memory = sim.shared({ x: 0 });
      const works = async (): Promise<void> => {
        for (let i = 0; i < 3; i++) await sim.io("work", () => void memory.x++, { collapse: true });
      };
      await sim.all({ a: works, b: works });
    };
    const explored = (index: number, maxExecutions: number): Promise<Report> =>
      explore(sharing, { starts: "in order", footprints: "declared", shard: { index, count: 2 }, maxExecutions });
    const reports = [await explored(0, 1000), await explored(1, 20)];
    expect(reports.map(({ coverage }) => coverage)).toEqual([
      { kind: "complete", upTo: "declared footprints" },
      { kind: "complete to deviations", deviations: 1 },
    ]);
    expect(mergeReports(reports).coverage).toEqual({ kind: "sampled" });
  });

  test("names what is missing", async () => {
    const [first, second] = await shards(2, { strategy: "exhaustive" });
    expect(() => mergeReports([])).toThrow(MergeError);
    expect(() => mergeReports([first!])).toThrow(/shard 1 of 2 is there 0 times/);
    expect(() => mergeReports([first!, first!])).toThrow(/shard 0 of 2 is there 2 times/);
    expect(() => mergeReports([first!, { ...second!, strategy: "random" }])).toThrow(/of the strategy "exhaustive"/);
  });
});

test("a shard is a number below their count, and its strategy has a name", async () => {
  const body = independentTasks(2, 1, true);
  await expect(explore(body, { shard: { index: 2, count: 2 } })).rejects.toThrow(OptionError);
  const options: ExploreOptions = { shard: { index: 0, count: 2 }, strategy: depthFirst(whole) };
  await expect(explore(body, options)).rejects.toThrow(/"strategy" must be the name of one/);
});
