import { createTask, Lock } from "@heddle/loop-core";
import { expect, test } from "vitest";
import { type Body, outcomes, outcomesOf, type Simulation } from "../../src/index.ts";

/** Two tasks that hold a lock in turn; whoever releases it lets the other one go on. Returns whose each mark is. */
const inTurn = (asTask: (work: () => Promise<void>) => unknown): Body => {
  return async (sim: Simulation) => {
    const lock = new Lock();
    const work = (name: string) => () =>
      asTask(async () => {
        using _held = await lock.acquire();
        await sim.io("step", () => {}, { collapse: true });
        sim.mark(name);
      });
    await sim.all({ alice: work("alice"), bob: work("bob") });
    return sim.history.marks.every(({ name, owner }) => name === owner);
  };
};

test.each([
  { what: "async functions", starts: "as events", asTask: (work: () => Promise<void>) => work() },
  { what: "tasks of the loop", starts: "as events", asTask: (work: () => Promise<void>) => createTask(work) },
  { what: "tasks of the loop", starts: "in order", asTask: (work: () => Promise<void>) => createTask(work) },
] as const)("whoever waited for a lock goes on in its own name: $what, started $starts", async ({ starts, asTask }) => {
  const found = await outcomesOf(inTurn(asTask), { strategy: "exhaustive", starts });
  expect(found).toEqual(outcomes(true));
});
