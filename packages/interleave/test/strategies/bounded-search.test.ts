import { describe, expect, test } from "vitest";
import {
  type Body,
  delays,
  describeCoverage,
  deviations,
  exhaustive,
  explore,
  type Explored,
  type ExploreOptions,
  outcomesOf,
  preemptions,
  type Strategy,
} from "../../src/index.ts";
import type { Run } from "../../src/strategies/optimal/run.ts";
import { bodyOf } from "../footprints/body-of.ts";
import { Traces } from "../footprints/traces.ts";
import { inOrderOfCost } from "../../src/strategies/in-order-of-cost.ts";
import { preemptionCosts } from "../../src/strategies/preemptions.ts";
import type { Coverage } from "../../src/strategies/strategy.ts";
import { type Observed, observeEach } from "../observe.ts";
import { type Program as Code, CAS, R, W, Wadd } from "../optimal/program.ts";
import { failing, independentTasks, lostUpdate } from "../programs.ts";

const inOrder = { starts: "in order" } as const satisfies ExploreOptions;

function tasks(count: number, code: (index: number) => Code[string]): Body {
  const program = Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, code(index)]));
  return bodyOf(program, "async functions");
}

const inc = (n: number): Body => tasks(n, () => [R("x"), Wadd("x", 1)]);
const casw = (n: number): Body => tasks(n, (index) => [CAS("x", 0, 1), W("x", index + 3)]);

/** How many different traces there are among the executions of a strategy. */
async function traces(body: Body, strategy: Strategy): Promise<number> {
  const found = new Traces();
  await visit(body, strategy, ({ run }) => found.add(run as Run, ""));
  return found.named().size;
}

/** For each trace of a program the fewest rounds: how often its executions go back to an earlier task, at least. */
async function rounds(body: Body): Promise<number[]> {
  const found = new Traces();
  const fewest: number[] = [];
  let owners: string[] = [];
  const every = exhaustive();
  const watched: Strategy = {
    name: "every order",
    next: () => {
      owners = [];
      const guide = every.next();
      return guide && { choose: (choice) => guide.choose(choice), happens: (_, owner) => void owners.push(owner) };
    },
    learn: (explored) => every.learn(explored),
    coverage: () => every.coverage(),
  };
  await visit(body, watched, ({ run }) => {
    const back = owners.filter((owner, index) => index > 0 && owner < (owners[index - 1] as string)).length;
    const number = Number(found.add(run as Run, String(fewest.length)) ?? fewest.length);
    fewest[number] = Math.min(back, fewest[number] ?? Infinity);
  });
  return fewest;
}

function visit(body: Body, strategy: Strategy, ended: (explored: Explored) => void): Promise<unknown> {
  const watched: Strategy = {
    name: strategy.name,
    next: () => strategy.next(),
    learn: (explored) => {
      ended(explored);
      strategy.learn(explored);
    },
    coverage: () => strategy.coverage(),
  };
  return outcomesOf(body, { ...inOrder, strategy: watched, footprints: "declared", maxExecutions: 10_000 });
}

describe("traces that need at most so many", () => {
  test.each([
    { name: "inc(2)", body: inc(2), known: [2, 4] },
    { name: "inc(3)", body: inc(3), known: [6, 24, 36] },
    { name: "casw(2)", body: casw(2), known: [2, 4, 6] },
  ])("preemptions: $name, $known", async ({ body, known }) => {
    const found = await Promise.all([...known, 0].map((_, bound) => traces(body, preemptions(bound))));
    expect(found).toEqual([...known, known.at(-1)]);
  });

  test.each([
    { name: "inc(2)", body: inc(2), known: [1, 4] },
    { name: "inc(3)", body: inc(3), known: [1, 17, 35, 36] },
  ])("more rounds than one: $name, $known", async ({ body, known }) => {
    const fewest = await rounds(body);
    expect(known.map((_, bound) => fewest.filter((number) => number <= bound).length)).toEqual(known);
  });

  test("delays: inc(2), one without, and three with one", async () => {
    const found = await Promise.all([0, 1, 2, 3].map((bound) => traces(inc(2), delays(bound))));
    expect(found).toEqual([1, 3, 4, 4]);
  });
});

describe.each([
  ["preemptions", preemptions],
  ["delays", delays],
  ["deviations", deviations],
] as const)("%s", (name, strategy) => {
  test("with a bound that cuts nothing, every order is run, and the coverage is complete", async () => {
    for (const { body, options } of [{ body: independentTasks(3, 1, true), options: {} }, lostUpdate]) {
      const all = new Set((await observeEach(body, exhaustive(), options)).map(({ fingerprint }) => fingerprint));
      const bound = name === "deviations" ? 4 : Infinity; // postponing, a schedule can be had in more ways than one
      if (name === "deviations" && all.size > 100) continue;
      const found = (await observeEach(body, strategy(bound), options)).map(({ fingerprint }) => fingerprint);
      if (name !== "deviations") expect(found).toHaveLength(all.size);
      expect(new Set(found)).toEqual(all);
    }
  });

  test("claims no more than the levels that are finished", async () => {
    const { coverage, cutBy } = await explore(independentTasks(3, 2, true), { strategy: strategy(1), ...inOrder });
    expect(cutBy).toBeUndefined();
    expect(coverage).toEqual({ kind: `complete to ${name}`, [name]: 1 });
    expect(await explore(independentTasks(3, 2, true), { strategy: name, maxExecutions: 1 })).toMatchObject({
      cutBy: "executions",
      coverage: name === "preemptions" ? { kind: "sampled" } : { kind: `complete to ${name}`, [name]: 0 },
    });
  });

  test.each(failing)("finds $name", async ({ body, options, fails }) => {
    await expect(explore(body, { ...options, strategy: strategy(3), minimise: false })).rejects.toMatchObject({
      report: { strategy: name, failure: { kind: fails.kind } },
    });
  });
});

describe("where there is no room for what is still to come", () => {
  const body = independentTasks(3, 2, true);
  const upTo = (preemptions: number): Coverage => ({ kind: "complete to preemptions", preemptions });
  const search = (room: number): Strategy =>
    inOrderOfCost("preemptions", preemptionCosts, { bound: Infinity, room }, upTo);
  const rooms = [0, 50, 100, 200, 400, 800, 1600];

  /** The fewest preemptions of an order that was not run. */
  async function fewestMissed(found: readonly Observed[]): Promise<number> {
    const fingerprints = new Set(found.map(({ fingerprint }) => fingerprint));
    const missed = (await observeEach(body, exhaustive(), inOrder)).filter((one) => !fingerprints.has(one.fingerprint));
    return Math.min(...missed.map(({ preemptions }) => preemptions));
  }

  test.each(rooms)(
    "%i numbers: none comes twice, and it claims exactly the levels of which none is missing",
    async (room) => {
      const strategy = search(room);
      const found = await observeEach(body, strategy, inOrder);
      expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(found.length);
      const missed = await fewestMissed(found);
      expect(strategy.coverage()).toEqual(missed === Infinity ? { kind: "complete" } : upTo(missed - 1));
    },
  );

  test("some of these lack something, at several levels, and one lacks nothing", async () => {
    const missed = new Set<number>();
    for (const room of rooms) missed.add(await fewestMissed(await observeEach(body, search(room), inOrder)));
    expect(missed.size).toBeGreaterThan(2);
    expect(missed).toContain(Infinity);
  });

  test("a resumed search knows what it lacks", async () => {
    const [first, second] = [search(100), search(100)];
    const before = await observeEach(body, first, { ...inOrder, maxExecutions: 20 });
    second.restore?.(JSON.parse(JSON.stringify(first.save?.())));
    const after = await observeEach(body, second, inOrder);
    const whole = search(100);
    expect([...before, ...after].map(({ schedule }) => schedule)).toEqual(
      (await observeEach(body, whole, inOrder)).map(({ schedule }) => schedule),
    );
    expect(second.coverage()).toEqual(whole.coverage());
  });
});

test("a report says up to what every order passes", async () => {
  const text = async (strategy: Strategy): Promise<string> =>
    describeCoverage(await explore(independentTasks(2, 2, true), { strategy, ...inOrder }));
  expect(await text(preemptions(1))).toBe("every order with at most 1 preemption passes: 4 executions, 4 different");
  expect(await text(delays(2))).toMatch(/^every order with at most 2 delays of a task whose turn it is passes: /);
});
