import { describe, expect, test } from "vitest";
import { deviations, NondeterminismError, random, type Strategy, urw } from "../../src/index.ts";
import { ScheduleTree } from "../../src/strategies/schedule-tree.ts";
import { unseen } from "../../src/strategies/unseen.ts";
import { observeEach } from "../observe.ts";
import { independentTasks, programs } from "../programs.ts";

const small = programs.filter(({ schedules }) => schedules <= 300);

describe("whoever proposes, every schedule is run, and none twice:", () => {
  const proposals: Record<string, () => Strategy> = {
    "a random walk": () => random(3),
    "a uniform walk": () => urw(4),
  };
  for (const [name, propose] of Object.entries(proposals)) {
    test.each(small)(`${name}, $name`, async ({ body, options, schedules }) => {
      const tree = new ScheduleTree();
      const strategy = unseen(tree, propose());
      const executions = await observeEach(body, strategy, { ...options, recorded: false });
      expect(executions).toHaveLength(schedules);
      expect(strategy.coverage()).toEqual({ kind: "complete" });
      expect(tree).toMatchObject({ isComplete: true, schedules, choices: 0 });
    });
  }

  test.each(small)("one that postpones, and another after it, $name", async ({ body, options, schedules }) => {
    const tree = new ScheduleTree();
    const before = await observeEach(body, unseen(tree, deviations(1)), { ...options, recorded: false });
    const after = await observeEach(body, unseen(tree, random(5)), { ...options, recorded: false });
    const fingerprints = [...before, ...after].map(({ fingerprint }) => fingerprint);
    expect(fingerprints).toHaveLength(schedules);
    expect(new Set(fingerprints).size).toBe(schedules);
  });
});

test("a strategy that comes to its end says no more than it has done", async () => {
  const strategy = unseen(new ScheduleTree(), deviations(1));
  await observeEach(independentTasks(3, 2, true), strategy, { recorded: false });
  expect(strategy.coverage()).toEqual({ kind: "complete to deviations", deviations: 1 });
});

test("what was forgotten is run again", async () => {
  const tree = new ScheduleTree();
  const body = independentTasks(2, 2, true);
  await observeEach(body, unseen(tree, random(1)), { recorded: false, maxExecutions: 10 });
  expect(tree.schedules).toBe(10);
  tree.forget();
  expect(tree).toMatchObject({ schedules: 0, choices: 0, isComplete: false });
  expect(await observeEach(body, unseen(tree, random(1)), { recorded: false })).toHaveLength(20);
});

test("a body that offers less than it did is not deterministic, and is not tried for ever", async () => {
  let executions = 0;
  const executed = await observeEach(
    (sim) => {
      const calls = executions++ < 2 ? ["a", "b", "c"] : ["a", "b"];
      return Promise.all(calls.map((name) => sim.io(name, () => {}, { collapse: true })));
    },
    unseen(new ScheduleTree(), deviations(1)),
    { recorded: false, maxExecutions: 50 },
  );
  expect(executed.some(({ failure }) => failure?.error instanceof NondeterminismError)).toBe(true);
});
