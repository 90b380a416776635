import { describe, expect, test } from "vitest";
import { deviations, explore, InterleavingError, random, type Body } from "../../src/index.ts";
import { noting, observeEach } from "../observe.ts";
import { failing, independentTasks, lostUpdate } from "../programs.ts";

async function foundAfter(body: Body, options: Parameters<typeof explore>[1] = {}): Promise<number> {
  const error: unknown = await explore(body, { strategy: "deviations", minimise: false, ...options }).catch(
    (error: unknown) => error,
  );
  if (error instanceof InterleavingError) return error.report.failure.foundAfter;
  throw new Error("found nothing", { cause: error });
}

test("schedules come in order of their number of deviations", async () => {
  const counts = (await observeEach(lostUpdate.body, deviations(2))).map(({ deviations }) => deviations.length);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(counts.filter((count) => count === 0)).toHaveLength(1);
  expect(counts.at(-1)).toBe(2);
});

test("no schedule is tried twice", async () => {
  for (const body of [lostUpdate.body, independentTasks(3, 1, false)]) {
    const decisions = (await observeEach(body, deviations(2))).map(({ deviations }) => JSON.stringify(deviations));
    expect(new Set(decisions).size).toBe(decisions.length);
  }
});

test("each known race needs few runs", async () => {
  const found: Record<string, number> = {};
  for (const { name, body, options } of failing) found[name] = await foundAfter(body, options);
  expect(found).toMatchInlineSnapshot(`
    {
      "a batch of a size that is picked": 3,
      "a cancel that leaves a slot taken": 2,
      "a charge that is repeated when its response is lost": 4,
      "a click while a connection opens": 2,
      "a lost update": 1,
      "a lost update, one moment a call": 1,
      "a stale response that overtakes a fresh one": 2,
      "a task whose failure nobody awaits": 1,
      "a timer that is late for an answer": 2,
      "a timer that throws when it comes first": 2,
      "three callbacks, of which any may be next": 8,
      "two dining philosophers": 1,
    }
  `);
});

describe("a race behind a long run-up", () => {
  // The timer must come between the last two moments: one deviation, anywhere among 2 n choices.
  const atTheEnd =
    (runUp: number): Body =>
    async (sim) => {
      let phase = "run-up";
      const expired = sim.sleep(1000).then(() => phase);
      for (let i = 0; i < runUp; i++) await sim.io(`step ${i}`, () => {});
      phase = "in the gap";
      await sim.io("last", () => {});
      phase = "done";
      if ((await expired) === "in the gap") throw new Error("expired in the gap");
    };

  test("takes a number of runs that grows with the length, not with its power", async () => {
    const runs = await Promise.all([0, 10, 20, 40].map((n) => foundAfter(atTheEnd(n))));
    const perStep = (runs[3]! - runs[2]!) / 20;
    expect(perStep).toBeLessThanOrEqual(5); // two moments, each with a pull and one or two ways to postpone
    expect(runs[2]! - runs[1]!).toBe(10 * perStep);
  });

  test("is out of reach of a random walk", async () => {
    const walks = await observeEach(atTheEnd(20), random(1), { maxExecutions: 1000, recorded: false });
    expect(walks.filter(({ failure }) => failure !== undefined)).toEqual([]);
  });

  test("does not make the order of events before it matter", async () => {
    const body: Body = async (sim) => {
      for (let i = 0; i < 50; i++) await sim.io(`step ${i}`, () => {}); // alone: no choices
      await lostUpdate.body(sim);
    };
    expect(await foundAfter(body)).toBe(await foundAfter(lostUpdate.body));
  });
});

test("claims no more than the levels that it has finished", async () => {
  const body = independentTasks(2, 2, true);
  const all = noting(deviations(3));
  await explore(body, { strategy: all, maxExecutions: 10_000 });
  const levels = (await observeEach(body, deviations(3))).map(({ deviations }) => deviations.length);
  for (let budget = 1; budget < levels.length; budget += 7) {
    const { coverage, cutBy } = await explore(body, { strategy: deviations(3), maxExecutions: budget });
    expect(cutBy).toBe("executions");
    expect(coverage).toEqual({ kind: "complete to deviations", deviations: levels[budget]! - 1 });
  }
});

test("a tree without further choices is complete", async () => {
  const twoStimuli: Body = async (sim) => {
    await Promise.all([sim.stimulus("a", () => {}), sim.stimulus("b", () => {})]);
  };
  expect((await explore(twoStimuli, { strategy: "deviations" })).coverage).toEqual({ kind: "complete" });
});
