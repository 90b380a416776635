import { describe, expect, test, vi } from "vitest";
import {
  type Body,
  EndlessStepError,
  explore,
  exploreModule,
  type ExploreModuleOptions,
  InterleavingError,
  NondeterminismError,
  OptionError,
} from "../../src/index.ts";
import { increments, threeTimesThree } from "./fixtures/bodies.ts";

const bodies = new URL("./fixtures/bodies.ts", import.meta.url);
// Threads take their time to start.
vi.setConfig({ testTimeout: 30_000 });

const patient = { maxTimeMs: 60_000, maxExecutions: 10_000 };

describe("several threads find what one finds", () => {
  test.each<[string, Body, ExploreModuleOptions]>([
    ["exhaustive", threeTimesThree, { strategy: "exhaustive", starts: "in order" }],
    ["deviations", increments, { strategy: "deviations", starts: "in order" }],
    ["declared footprints", increments, { strategy: "exhaustive", footprints: "declared", starts: "in order" }],
  ])("%s", async (_, body, options) => {
    const { setup: _setup, ...rest } = options;
    const one = await explore(body, { ...patient, ...rest });
    const two = await exploreModule(bodies, body.name, { ...patient, ...options, workers: 2 });
    expect(two.coverage).toEqual(one.coverage);
    expect(two.statistics.executions).toBe(one.statistics.executions);
    expect(two.statistics.distinct).toBe(one.statistics.distinct);
    expect(two.statistics.duplicates).toBe(one.statistics.duplicates);
    expect(two.statistics.steps).toBe(one.statistics.steps);
  });

  test("and so does a shard in several threads", async () => {
    const options: ExploreModuleOptions = { ...patient, strategy: "exhaustive", starts: "in order", workers: 2 };
    const reports = [];
    for (const index of [0, 1]) {
      reports.push(await exploreModule(bodies, "threeTimesThree", { ...options, shard: { index, count: 2 } }));
    }
    const [first, second] = reports.map(({ statistics }) => statistics.distinct);
    expect(first! + second!).toBe(1680);
  });
});

test("a failure in a thread ends all, and is shown as ever", async () => {
  const failure: unknown = await exploreModule(bodies, "lostUpdate", { workers: 2 }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InterleavingError);
  const { report, message } = failure as InterleavingError;
  expect(message).toContain("lost update: 1");
  expect(report.failure).toMatchObject({ preemptions: 1, proven: true });
});

test("the budget is that of all threads together", async () => {
  const report = await exploreModule(bodies, "endless", { workers: 2, strategy: "random", maxExecutions: 100 });
  expect(report.cutBy).toBe("executions");
  expect(report.statistics.executions).toBeGreaterThanOrEqual(100);
  expect(report.statistics.executions).toBeLessThanOrEqual(101);
});

test("a signal ends all threads, and progress is told", async () => {
  const controller = new AbortController();
  const { cutBy } = await exploreModule(bodies, "endless", {
    workers: 2,
    maxExecutions: 1e9,
    maxTimeMs: 60_000,
    signal: controller.signal,
    onProgress: ({ executions }) => {
      if (executions > 0) controller.abort();
    },
  });
  expect(cutBy).toBe("abort");
});

describe("a step without end in a thread", () => {
  test("is named with place and schedule, as in one thread, and the exploration rejects", async () => {
    const error: unknown = await exploreModule(bodies, "spinning", {
      workers: 2,
      strategy: "exhaustive",
      starts: "in order",
      stepLimitMs: 300,
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EndlessStepError);
    const { message, stepLimitMs } = error as EndlessStepError;
    expect(message).toMatch(/^One step has run for 0\.3 s, and nothing can interrupt it\. It is step 1, io "work"/);
    expect(message).toMatch(/fixtures\/bodies\.ts:\d+:\d+, under the schedule h1-r\S+$/);
    expect(stepLimitMs).toBe(300);
  });

  test("may be a chain of microtasks", async () => {
    const chained = exploreModule(bodies, "chained", { workers: 1, stepLimitMs: 300 });
    await expect(chained).rejects.toThrow(/^One step has run for 0\.3 s, .* under the schedule h1-r/);
  });
});

test("names what is wrong", async () => {
  await expect(exploreModule(bodies, "notABody")).rejects.toThrow(
    /must be a function that .* exports, and is "notABody"/,
  );
  await expect(exploreModule(bodies, "lostUpdate", { workers: 0 })).rejects.toThrow(OptionError);
  const checkpoint = { checkpoint: "nightly.json" } as ExploreModuleOptions; // as JavaScript may
  await expect(exploreModule(bodies, "lostUpdate", checkpoint)).rejects.toThrow(
    'The option "checkpoint" must be left out: threads have none, and is nightly.json.',
  );
  await expect(exploreModule(bodies, "forgetful", { workers: 2 })).rejects.toThrow(NondeterminismError);
});
