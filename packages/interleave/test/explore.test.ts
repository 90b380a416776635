import { describe, expect, test } from "vitest";
import {
  type Body,
  describeCoverage,
  exhaustive,
  explore,
  InterleavingError,
  type Report,
  type Strategy,
} from "../src/index.ts";
import { failingOrder, noting } from "./observe.ts";
import { failing, independentTasks, lostUpdateAtOnce, passing } from "./programs.ts";

describe("explore", () => {
  test.each(passing)("resolves to a report where no order fails: $name", async ({ body, options }) => {
    expect(await explore(body, options)).toMatchObject({ strategy: "portfolio", failure: undefined });
  });

  test.each(failing)("rejects with the first order that fails: $name", async ({ body, options, fails }) => {
    const order = await failingOrder(body, options);
    expect(order.kind).toBe(fails.kind);
    expect((order.error as Error).message).toMatch(fails.says);
  });

  test("the error's text is the report, and its cause is what was thrown", async () => {
    const error: unknown = await explore(lostUpdateAtOnce.body).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(InterleavingError);
    const { message, cause, report } = error as InterleavingError;
    expect(cause).toBe(report.failure.error);
    expect(message).toContain("lost update: 1");
    expect(message).toContain(`Replay it: replay(body, "${report.failure.schedule}")`);
  });

  test("the body is run anew for each order, after one warm-up, and the first order once more at the end", async () => {
    let runs = 0;
    const { statistics } = await explore(
      async (sim) => {
        runs++;
        await independentTasks(2, 1, true)(sim);
      },
      { strategy: "exhaustive" },
    );
    expect(statistics.executions).toBe(6);
    expect(runs).toBe(6 + 3);
  });

  test("a body that returns nothing at once is explored too", async () => {
    const { statistics, coverage } = await explore(() => {});
    expect(statistics).toMatchObject({ executions: 1, distinct: 1, steps: 0, depth: 0 });
    expect(coverage).toEqual({ kind: "complete" });
  });

  test("random numbers and dates are the same in every execution", async () => {
    const seen = new Set<string>();
    await explore(
      async (sim) => {
        const here = [Math.random(), Math.random(), Date.now(), performance.now(), new Date().toISOString()];
        seen.add(JSON.stringify(here));
        await sim.all({ a: () => {}, b: () => {} });
      },
      { seed: 42 },
    );
    expect(seen.size).toBe(1);
    expect([...seen][0]).toContain("2024-01-01T00:00:00.000Z");
  });
});

describe("setup", () => {
  test("runs before the body, in each execution, with the same simulation", async () => {
    const calls: string[] = [];
    await explore(
      async (sim) => {
        calls.push("body");
        await sim.io("x", () => {});
      },
      {
        setup: async (sim) => {
          await sim.sleep(10);
          calls.push("setup");
        },
      },
    );
    expect(calls.length).toBeGreaterThanOrEqual(6);
    expect(calls.join()).toMatch(/^(setup,body,?)+$/);
  });
});

describe("starts", () => {
  const order = async (starts: "in order" | "as events"): Promise<string[]> => {
    const seen = new Set<string>();
    await explore(
      async (sim) => {
        let log = "";
        const task = (name: string) => () => void (log += name);
        await sim.all({ a: task("a"), b: task("b"), c: task("c") });
        seen.add(log);
      },
      { starts, strategy: "exhaustive" },
    );
    return [...seen].toSorted();
  };

  test("as events, tasks begin in any order", async () => {
    expect(await order("as events")).toEqual(["abc", "acb", "bac", "bca", "cab", "cba"]);
  });

  test("in order, they begin at once, in order", async () => {
    expect(await order("in order")).toEqual(["abc"]);
  });
});

describe("the budget", () => {
  const large = independentTasks(4, 3, false);

  test("in executions ends it there, and the report says so", async () => {
    const report = await explore(large, { maxExecutions: 17 });
    expect(report.statistics.executions).toBe(17);
    expect(report.cutBy).toBe("executions");
    expect(describeCoverage(report)).toMatch(/budget.*executions/);
  });

  test("in time ends it there", async () => {
    const report = await explore(large, { maxExecutions: 1e9, maxTimeMs: 30 });
    expect(report.cutBy).toBe("time");
    expect(report.statistics.elapsedMs).toBeGreaterThanOrEqual(30);
    expect(report.statistics.elapsedMs).toBeLessThan(1000);
    expect(report.coverage.kind).not.toBe("complete");
  });

  test("is no bound to what fits", async () => {
    const report = await explore(independentTasks(2, 2, false), { maxExecutions: 1000 });
    expect(report).toMatchObject({ coverage: { kind: "complete" }, cutBy: undefined });
    expect(describeCoverage(report)).toMatch(/^all 252 interleavings pass \(\d+ executions\)$/);
  });
});

describe("a signal", () => {
  test("that is aborted already lets nothing be explored", async () => {
    const report = await explore(independentTasks(2, 2, false), { signal: AbortSignal.abort() });
    expect(report).toMatchObject({ cutBy: "abort", statistics: { executions: 0 } });
    expect(report.coverage).toEqual({ kind: "sampled" });
  });

  test("ends an exploration that runs", async () => {
    const controller = new AbortController();
    const report = await explore(independentTasks(4, 3, false), {
      signal: controller.signal,
      maxExecutions: 1e9,
      maxTimeMs: 60_000,
      onProgress: () => controller.abort(),
    });
    expect(report.cutBy).toBe("abort");
    expect(report.coverage.kind).not.toBe("complete");
  });
});

test("onProgress is told of growing numbers", async () => {
  const told: number[] = [];
  await explore(independentTasks(4, 3, false), {
    maxExecutions: 1e9,
    maxTimeMs: 250,
    onProgress: ({ executions, elapsedMs }) => {
      expect(elapsedMs).toBeGreaterThan(0);
      told.push(executions);
    },
  });
  expect(told.length).toBeGreaterThanOrEqual(1);
  expect(told.length).toBeLessThanOrEqual(4);
  expect(told).toEqual([...new Set(told)].toSorted((a, b) => a - b));
});

describe("explorations that overlap", () => {
  test("queue up, in the order in which they were asked for", async () => {
    const log: string[] = [];
    const body =
      (name: string): Body =>
      async (sim) => {
        if (log.at(-1) !== name) log.push(name);
        await independentTasks(2, 2, true)(sim);
      };
    await Promise.all(["a", "b", "c"].map((name) => explore(body(name))));
    expect(log).toEqual(["a", "b", "c"]);
  });

  test("go on after one that fails", async () => {
    const results = await Promise.allSettled([
      explore(() => Promise.reject(new Error("first"))),
      explore(() => {}),
      explore(lostUpdateAtOnce.body),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected"]);
  });
});

describe("a strategy of the user's own", () => {
  test("is asked for guides, told of ends, and named in the report", async () => {
    const inner = noting(exhaustive());
    const own: Strategy = { ...inner, name: "mine", coverage: () => ({ kind: "sampled" }) };
    const report: Report = await explore(independentTasks(2, 1, true), { strategy: own });
    expect(report).toMatchObject({ strategy: "mine", coverage: { kind: "sampled" }, cutBy: undefined });
    expect(inner.fingerprints).toHaveLength(report.statistics.executions);
  });

  test("sees the enabled events in default order: I/O and starts by age, stimuli, cancels, the timer", async () => {
    const choices: string[][] = [];
    const looking: Strategy = {
      name: "looking",
      next: () =>
        choices.length > 0
          ? undefined
          : {
              choose: (choice) => {
                choices.push(
                  Array.from({ length: choice.size }, (_, i) => {
                    const event = choice.at(i);
                    return "kind" in event ? `${event.kind} ${event.name}` : `timer ${event.label}`;
                  }),
                );
                return 0;
              },
            },
      learn: () => {},
      coverage: () => ({ kind: "sampled" }),
    };
    await explore(
      async (sim) => {
        const late = sim.sleep(5);
        const clicked = sim.stimulus("click", () => {});
        const loaded = sim.io("load", () => {}, { collapse: true });
        await Promise.all([late, clicked, loaded, sim.spawn("worker", () => {})]);
      },
      { strategy: looking, cancel: ["worker"] },
    );
    expect(choices[0]).toEqual(["io load", "start worker", "stimulus click", "cancel worker", "timer sleep 5 ms"]);
  });
});

test("statistics add up", async () => {
  const { statistics } = await explore(independentTasks(2, 2, true), { strategy: "exhaustive", starts: "in order" });
  // aabb, abab, ...: 4 events each; a choice is one where both could go on
  expect(statistics).toMatchObject({ executions: 6, distinct: 6, steps: 24, depth: 4, choices: 2 + 2 + 4 * 3 });
});
