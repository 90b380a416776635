import { describe, expect, test } from "vitest";
import { type Body, explore, pct, pctcp, pos, random, type Strategy, surw, urw } from "../../src/index.ts";
import { noting } from "../observe.ts";
import { independentTasks } from "../programs.ts";

const samplers: Record<string, (seed: number) => Strategy> = {
  random,
  pct: (seed) => pct(3, seed),
  pctcp: (seed) => pctcp(3, seed),
  pos,
  urw,
  surw,
};

const body = independentTasks(3, 3, false);

describe.each(Object.entries(samplers))("%s", (name, make) => {
  async function sample(strategy: Strategy): Promise<number[]> {
    const spy = noting(strategy);
    await explore(body, { strategy: spy, maxExecutions: 40 });
    return spy.fingerprints;
  }

  test("takes the same samples for equal seeds, and others for others", async () => {
    expect(await sample(make(1))).toEqual(await sample(make(1)));
    expect(await sample(make(1))).not.toEqual(await sample(make(2)));
  });

  test("never claims more than a sample, and goes on until the budget ends it", async () => {
    const report = await explore(async () => {}, { strategy: make(1), maxExecutions: 50 });
    expect(report).toMatchObject({ strategy: name, coverage: { kind: "sampled" }, cutBy: "executions" });
    expect(report.statistics).toMatchObject({ executions: 50, distinct: 1 });
  });

  test("is seeded by the seed of the options", async () => {
    const { statistics } = await explore(body, { strategy: name as "random", seed: 5, maxExecutions: 40 });
    expect(statistics.distinct).toBe(new Set(await sample(make(5))).size);
  });

  test("comes to what its first execution has not shown", async () => {
    const racing: Body = (sim) => Promise.race([sim.io("answer", () => {}, { collapse: true }), sim.sleep(10)]);
    for (const seed of [1, 2, 3, 4]) {
      const { statistics } = await explore(racing, { strategy: make(seed), maxExecutions: 50 });
      expect(statistics.distinct).toBe(2);
    }
  });

  test("finds a task that is overtaken within a hundred executions", async () => {
    const overtaken: Body = async (sim) => {
      const order: string[] = [];
      const work = (name: string) => () => sim.io(name, () => void order.push(name), { collapse: true });
      await sim.all({ a: work("a"), b: work("b"), c: work("c") });
      if (order.join("") === "cba") throw new Error("overtaken");
    };
    await expect(
      explore(overtaken, { strategy: make(1), maxExecutions: 100, minimise: false, starts: "in order" }),
    ).rejects.toThrow("overtaken");
  });
});
