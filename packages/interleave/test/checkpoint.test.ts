import { mkdtempSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@heddle/virtual-time";
import { afterAll, describe, expect, test } from "vitest";
import { type Body, CheckpointError, explore, type ExploreOptions, OptionError, outcomesOf } from "../src/index.ts";
import { independentTasks } from "./programs.ts";

const folder = mkdtempSync(join(tmpdir(), "checkpoint-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const freshFile = (): string => join(folder, `${++files}.json`);

/** Three tasks that append to a list, of which two meet. */
const meeting: Body = async (sim) => {
  const list: string[] = sim.shared([]);
  const other: string[] = sim.shared([]);
  const append = (to: string[], name: string) => async () => {
    await sim.io("first", () => void to.push(name), { collapse: true, touches: [] });
    await sim.io("second", () => void to.push(name), { collapse: true, touches: [] });
  };
  await sim.all({ a: append(list, "a"), b: append(list, "b"), c: append(other, "c") });
  return list.join("");
};

/** What must be the same, however often it was interrupted. */
async function totals(body: Body, options: ExploreOptions) {
  const { statistics, coverage, outcomes } = await outcomesOf(body, options);
  const { elapsedMs: _elapsed, perSecond: _perSecond, ...counts } = statistics;
  return { counts, coverage, outcomes: outcomes.map(({ value, schedule }) => ({ value, schedule })) };
}

/** Ends the exploration at random executions, `times` times, and begins it again with what the file says. */
async function interrupted(body: Body, options: ExploreOptions, times: number, most: number) {
  const checkpoint = freshFile();
  const random = seededRandom(times);
  for (let time = 0; time < times; time++) {
    const controller = new AbortController();
    let left = 2 + Math.floor((random() * 2 * most) / times);
    const counting: Body = (sim) => {
      if (--left === 0) controller.abort();
      return body(sim);
    };
    const { cutBy } = await outcomesOf(counting, { ...options, checkpoint, signal: controller.signal });
    expect(cutBy).toBe("abort");
    expect(existsSync(checkpoint)).toBe(true);
  }
  const end = await totals(body, { ...options, checkpoint });
  return { end, checkpoint };
}

describe("an exploration that is interrupted 20 times, at random, ends with the same totals", () => {
  const budget = { maxExecutions: 3000, maxTimeMs: 60_000 };

  test.each<[string, ExploreOptions]>([
    ["exhaustive", { strategy: "exhaustive" }],
    ["deviations", { strategy: "deviations" }],
    ["preemptions", { strategy: "preemptions" }],
    ["delays", { strategy: "delays" }],
    ["declared footprints", { strategy: "exhaustive", footprints: "declared" }],
    ["the default", { maxExecutions: 2500 }],
    ["the default, with declared footprints", { footprints: "declared" }],
    ["a shard", { strategy: "exhaustive", shard: { index: 1, count: 3 } }],
    [
      "a shard, with declared footprints",
      { strategy: "exhaustive", footprints: "declared", shard: { index: 0, count: 2 } },
    ],
  ])("%s", async (_, more) => {
    const options = { ...budget, ...more };
    const whole = await totals(meeting, { ...options, validate: false }); // as with a checkpoint
    const { counts } = whole;
    const { end, checkpoint } = await interrupted(meeting, options, 20, 0.9 * (counts.executions + counts.redundant));
    expect(end).toEqual(whole);
    expect(existsSync(checkpoint)).toBe(false);
  });

  test.each<ExploreOptions["strategy"] & string>(["random", "pct", "pctcp", "pos", "urw", "surw"])(
    "%s, in slices of its budget",
    async (strategy) => {
      const whole = await totals(meeting, { strategy, maxExecutions: 400 });
      const checkpoint = freshFile();
      for (let slice = 1; slice < 20; slice++) await totals(meeting, { strategy, maxExecutions: 20, checkpoint });
      expect(await totals(meeting, { strategy, maxExecutions: 20, checkpoint })).toEqual(whole);
    },
  );
});

test("of the default strategy, executions may have thousands of choices", async () => {
  const long: Body = async (sim) => {
    const works = async (): Promise<void> => {
      for (let i = 0; i < 2000; i++) await sim.io("work", () => {}, { collapse: true });
    };
    await sim.all({ a: works, b: works });
  };
  const options: ExploreOptions = { starts: "in order", maxExecutions: 2, maxTimeMs: 60_000 };
  const checkpoint = freshFile();
  await explore(long, { ...options, checkpoint });
  const { statistics } = await explore(long, { ...options, checkpoint });
  expect(statistics).toMatchObject({ executions: 4, distinct: 4 });
});

describe("a checkpoint", () => {
  const options = { strategy: "exhaustive", maxExecutions: 10 } as const;
  const body = independentTasks(2, 2, false);

  test("that is of another exploration is refused, and says in what they differ", async () => {
    const checkpoint = freshFile();
    await explore(body, { ...options, checkpoint });
    const other = explore(body, { ...options, checkpoint, seed: 2 });
    await expect(other).rejects.toThrow(/is of another exploration: seed was undefined, and is 2\. Remove it/);
    await expect(other).rejects.toBeInstanceOf(CheckpointError);
    const another = explore(independentTasks(2, 3, false), { ...options, checkpoint });
    await expect(another).rejects.toThrow(/the first-in-first-out execution was/);
  });

  test("that is damaged, or something else, is refused", async () => {
    const checkpoint = freshFile();
    writeFileSync(checkpoint, '{ "format": "heddle');
    await expect(explore(body, { ...options, checkpoint })).rejects.toThrow(/is damaged/);
    writeFileSync(checkpoint, '{ "name": "a package" }');
    await expect(explore(body, { ...options, checkpoint })).rejects.toThrow(/something else/);
    expect(readFileSync(checkpoint, "utf8")).toContain("a package");
  });

  test("needs a strategy that can be saved", async () => {
    const strategy = {
      name: "mine",
      next: () => undefined,
      learn() {},
      coverage: () => ({ kind: "sampled" }) as const,
    };
    await expect(explore(body, { strategy, checkpoint: freshFile() })).rejects.toThrow(OptionError);
  });

  test("can't be made where keys are shared that another process would not know again", async () => {
    const key = Symbol("mine");
    const sharing: Body = async (sim) => {
      const shared = sim.shared({ [key]: 0 });
      await sim.all({ a: () => void shared[key]++, b: () => void shared[key]++ });
    };
    const exploration = explore(sharing, { footprints: "declared", maxExecutions: 1, checkpoint: freshFile() });
    await expect(exploration).rejects.toThrow(/symbols as keys/);
  });
});
