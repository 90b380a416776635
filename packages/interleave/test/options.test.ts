import { expect, test } from "vitest";
import { explore, type ExploreOptions } from "../src/index.ts";
import { budgetOf, settingsOf } from "../src/options.ts";
import { strategyOf } from "../src/strategies/strategy-of.ts";
import { shardOf } from "../src/strategies/part.ts";

test("the defaults are those that the documentation names", () => {
  expect(budgetOf({})).toEqual({ executions: 1000, ms: 4000 });
  expect(settingsOf(() => {}, {})).toMatchObject({
    starts: "as events",
    cancel: [],
    maxCancels: 1,
    maxSteps: 10_000,
    horizonMs: 60_000,
    seed: 1,
  });
  expect(strategyOf({}).name).toBe("portfolio");
});

test.each(["portfolio", "exhaustive", "deviations", "random", "pct", "pctcp", "pos", "urw", "surw"] as const)(
  "%s names a strategy",
  (strategy) => {
    expect(strategyOf({ strategy }).name).toBe(strategy);
  },
);

test("a name that is no strategy's is refused, and those that are are told", () => {
  for (const name of ["best", "toString"]) {
    expect(() => strategyOf({ strategy: name as never })).toThrow(
      `The option "strategy" must be "portfolio", "exhaustive", "deviations", "preemptions", "delays", "random", "pct", ` +
        `"pctcp", "pos", "urw", "surw" or a Strategy, and is ${name}.`,
    );
  }
  expect(() => strategyOf({ strategy: 5 as never })).toThrow(/or a Strategy, and is 5/);
});

test("without a watchdog an exploration runs as well", async () => {
  expect((await explore(() => {}, { stepLimitMs: Infinity })).coverage).toEqual({ kind: "complete" });
});

test("an interval that nobody clears ends at the horizon, once the body is done", async () => {
  let ticks = 0;
  await explore(
    () => {
      ticks = 0;
      setInterval(() => ticks++, 100);
    },
    { horizonMs: 1000 },
  );
  expect(ticks).toBe(10);
});

test.each<[string, ExploreOptions, string]>([
  ["a name that is none", { equivalence: "all" as never }, '"mazurkiewicz" or "observers", and is all.'],
  [
    "without declared footprints",
    { equivalence: "observers" },
    'left out, unless footprints are "declared", and is observers.',
  ],
  [
    "with a strategy that takes no executions for equivalent",
    { equivalence: "observers", footprints: "declared", strategy: "pct" },
    'left out with the strategy "pct", which takes no executions for equivalent, and is observers.',
  ],
  [
    "for a shard",
    { equivalence: "observers", footprints: "declared", shard: { index: 0, count: 2 } },
    `"mazurkiewicz" for a shard: the search up to observers can't be divided, and is observers.`,
  ],
  [
    "with a checkpoint",
    { equivalence: "observers", footprints: "declared", checkpoint: "file" },
    '"mazurkiewicz" with a checkpoint: up to observers, it would have to hold all executions, and is observers.',
  ],
])("an equivalence is refused: %s", (_, options, reason) => {
  expect(() => settingsOf(() => {}, options)).toThrow(`The option "equivalence" must be ${reason}`);
});

test("an equivalence is refused where several threads divide the search", () => {
  const options = { equivalence: "observers", footprints: "declared" } as const;
  expect(() => strategyOf(options, undefined, shardOf(0, 2))).toThrow(
    'The option "equivalence" must be "mazurkiewicz" where there are parts to explore, as several workers do',
  );
});
