import { describe, expect, test } from "vitest";
import { type Body, explore, pct, type Simulation } from "../../src/index.ts";
import { Priorities } from "../../src/strategies/priorities.ts";
import { observeEach } from "../observe.ts";
import { type Bug, deviationOf, hits, lostUpdate, philosophers } from "./hit-rates.ts";

function step(sim: Simulation, log: string[], name: string): Promise<void> {
  return sim.io(name, () => void log.push(name), { collapse: true });
}

/** Two tasks of three steps; the bug shows in one order of all of them. */
function inTheOrder(order: string): Bug {
  const body: Body = async (sim) => {
    const log: string[] = [];
    const task = (name: string) => async (): Promise<void> => {
      for (const number of [1, 2, 3]) await step(sim, log, `${name}${number}`);
    };
    await sim.all({ a: task("a"), b: task("b") });
    if (log.join(" ") === order) throw new Error(`in the order ${order}`);
  };
  return { name: order, body };
}

const bugs = [
  { depth: 1, bug: inTheOrder("b1 b2 b3 a1 a2 a3"), choices: 3 },
  { depth: 2, bug: lostUpdate, choices: 3 },
  { depth: 2, bug: philosophers, choices: 5 },
  { depth: 2, bug: inTheOrder("a1 a2 b1 b2 b3 a3"), choices: 5 },
  { depth: 3, bug: inTheOrder("a1 b1 b2 a2 a3 b3"), choices: 5 },
];

const RUNS = 3000;
const TASKS = 2;

describe("the guarantee", () => {
  test.each(bugs)("holds for $bug.name, of depth $depth", async ({ bug, depth, choices }) => {
    const bound = 1 / (TASKS * choices ** (depth - 1));
    // Some meet it exactly: more often than that, but for chance.
    expect(deviationOf(await hits(bug, pct(depth, 1), RUNS), RUNS, bound)).toBeGreaterThan(-4);
  });

  test("is for bugs of that depth: without its last change, no bug shows", async () => {
    for (const { bug, depth } of bugs.filter((one) => one.depth > 1)) {
      expect(await hits(bug, pct(depth - 1, 1), RUNS)).toBe(0);
    }
  });
});

test("the length is measured by the first execution, and grows", async () => {
  const counts = (await observeEach(lostUpdate.body, pct(2, 1), { starts: "in order", maxExecutions: 400 })).map(
    ({ preemptions }) => preemptions,
  );
  expect(counts[0]).toBe(0); // there is nothing yet to draw a change from
  expect(Math.max(...counts)).toBe(1);
});

test("priorities that change fall below the others, by the order in which the changes were drawn", () => {
  // Three of 1,2,3: all that there are, in some order; at each the highest falls.
  const priorities = new Priorities<string>(4, 1);
  const names = ["a", "b", "c"];
  const run = (): string[] => {
    priorities.begin();
    return [1, 2, 3].map(() => names[priorities.choose(3, (index) => names[index]!)]!);
  };
  const [first] = run();
  const orders = new Set(Array.from({ length: 400 }, () => run().join("")));
  expect(names).toContain(first);
  // All have fallen after the third change: the highest is then the one whose change was drawn first.
  expect(new Set([...orders].map((order) => order[2]))).toEqual(new Set(names));
  for (const order of orders) expect(order[0]).not.toBe(order[1]);
});

test("what polls with the highest priority does not starve the others for ever", async () => {
  const polling: Body = async (sim) => {
    let ready = false;
    const poll = async (): Promise<void> => {
      while (!(await sim.io("poll", () => ready, { collapse: true })));
    };
    await sim.all({ poll, work: () => sim.io("work", () => void (ready = true), { collapse: true }) });
  };
  const report = await explore(polling, { strategy: "pct", maxExecutions: 50 });
  expect(report.cutBy).toBe("executions");
});

test("a depth that means nothing is refused", () => {
  for (const depth of [0, -1, 1.5, NaN]) expect(() => pct(depth)).toThrow(RangeError);
  expect(() => pct(0)).toThrow("The depth of a bug is a whole number, 1 or more, and got 0.");
});
