import { describe, expect, test } from "vitest";
import { type Body, describeCoverage, explore, type ExploreOptions, outcomes, outcomesOf } from "../../src/index.ts";
import { compareObserved } from "./comparison.ts";
import { bodyOf, type Kind, randomProgram } from "./random-body.ts";

// More of them: node --conditions=@heddle/source packages/interleave/test/footprints/fuzz.ts --observers --count 200

const declared = { footprints: "declared", strategy: "exhaustive", starts: "in order" } as const;
const observers = { ...declared, equivalence: "observers" } as const satisfies ExploreOptions;
const atOnce = { collapse: true } as const;

/** What `n` tasks do with one cell, and what the body makes of it in the end. */
function tasks(n: number, work: (cell: { value: number }, index: number) => void, end: "looks" | "overwrites"): Body {
  return async (sim) => {
    const cell = sim.shared({ value: -1 });
    const task = (index: number) => () => sim.io("work", () => work(cell, index), atOnce);
    await sim.all(Object.fromEntries(Array.from({ length: n }, (_, index) => [`t${index}`, task(index)])));
    if (end === "overwrites") cell.value = 9;
    return cell.value;
  };
}

async function executions(body: Body, options: ExploreOptions): Promise<number> {
  return (await outcomesOf(body, options)).statistics.executions;
}

describe("one execution stands for all in which the same is seen", () => {
  const set = (cell: { value: number }, index: number): void => void (cell.value = index);

  test.each([2, 3, 4, 5])("of %i that set a property, the last one counts", async (n) => {
    const found = await outcomesOf(tasks(n, set, "looks"), observers);
    expect(found.statistics.executions).toBe(n);
    expect(found).toEqual(outcomes(...Array.from({ length: n }, (_, index) => index)));
  });

  test.each([2, 3, 4, 5])("of %i none, if it is set again before anybody looks", async (n) => {
    expect(await executions(tasks(n, set, "overwrites"), observers)).toBe(1);
  });

  test("and not of those that look at what they set", async () => {
    const add = (cell: { value: number }, index: number): void => void (cell.value += index);
    expect(await executions(tasks(3, add, "overwrites"), observers)).toBe(6);
  });

  test("nor where a new entry comes, or one goes: others see which there are", async () => {
    const body = (work: (map: Map<string, number>, index: number) => void): Body => {
      return async (sim) => {
        const map = sim.shared(new Map([["there", 0]]));
        const task = (index: number) => () => sim.io("work", () => work(map, index), atOnce);
        await sim.all({ a: task(1), b: task(2), c: task(3) });
        map.set("there", 9);
      };
    };
    expect(
      await executions(
        body((map, index) => map.set("there", index)),
        observers,
      ),
    ).toBe(1);
    expect(
      await executions(
        body((map, index) => map.set("new", index)),
        observers,
      ),
    ).toBe(6);
    expect(
      await executions(
        body((map, index) => void (index === 3 ? map.delete("there") : map.set("there", index))),
        observers,
      ),
    ).toBeGreaterThan(1);
  });

  test("also where calls declare what they overwrite", async () => {
    const body = (touches: "writes" | "overwrites"): Body => {
      return async (sim) => {
        let status = "";
        const report = (to: string) => () =>
          sim.io("report", () => void (status = to), { ...atOnce, touches: { [touches]: ["status"] } });
        await sim.all({ a: report("a"), b: report("b"), c: report("c") });
        return await sim.io("look", () => status, { ...atOnce, touches: { reads: ["status"] } });
      };
    };
    expect(await executions(body("writes"), observers)).toBe(6);
    const found = await outcomesOf(body("overwrites"), observers);
    expect(found.statistics.executions).toBe(3);
    expect(found).toEqual(outcomes("a", "b", "c"));
  });

  test("by the default strategy as well, and not unless it is asked for", async () => {
    const { strategy: _, ...portfolio } = observers;
    const { coverage } = await explore(tasks(3, set, "looks"), portfolio);
    expect(coverage).toEqual({ kind: "complete", upTo: "declared footprints and observers" });
    expect(await executions(tasks(3, set, "looks"), declared)).toBe(6);
    expect(await executions(tasks(3, set, "looks"), { ...declared, equivalence: "mazurkiewicz" })).toBe(6);
  });
});

test("coverage says so, also as text", async () => {
  const report = await explore(
    tasks(3, (cell, index) => void (cell.value = index), "looks"),
    observers,
  );
  expect(report.coverage).toEqual({ kind: "complete", upTo: "declared footprints and observers" });
  expect(describeCoverage(report)).toBe(
    "all interleavings pass, up to the order of steps that commute, as declared, or overwrite what nobody sees (3 executions)",
  );
});

test("a call that says it overwrites, and looks first, is found out", async () => {
  const body: Body = async (sim) => {
    let log = "";
    const add = (what: string) => () =>
      sim.io("add", () => void (log += what), { ...atOnce, touches: { overwrites: ["log"] } });
    await sim.all({ a: add("a"), b: add("b"), c: add("c") });
    return await sim.io("look", () => log, { ...atOnce, touches: { reads: ["log"] } });
  };
  await expect(explore(body, { ...observers, validate: true })).rejects.toMatchObject({ name: "FootprintError" });
});

describe("of random programs", () => {
  const kinds: readonly Kind[] = ["generators", "async functions"];

  test.each(kinds)("no outcome is missed, and no execution redundant: %s", async (kind) => {
    let [all, observed] = [0, 0];
    for (let seed = 1; seed <= 9; seed++) {
      const program = randomProgram(seed, "many overwrites");
      const comparison = await compareObserved(bodyOf(program, kind), program.options, 150);
      if (comparison === undefined) continue; // too many interleavings for a quick test
      expect({ seed, ...comparison }).toMatchObject({ missed: 0, redundant: 0, complete: true });
      all += comparison.mazurkiewicz;
      observed += comparison.observers;
    }
    expect(all).toBeGreaterThan(50);
    expect(observed).toBeLessThanOrEqual(all);
  });

  test("whatever order their causal order allows comes to the same end", async () => {
    let checks = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const program = randomProgram(seed, "many overwrites");
      const options = { ...program.options, ...observers, validate: true, maxExecutions: 10 } as const;
      checks += (await outcomesOf(bodyOf(program, "async functions"), options)).statistics.checks;
    }
    expect(checks).toBeGreaterThan(50);
  });
});
