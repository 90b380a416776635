import { expect, test } from "vitest";
import { deviationOf, hits, rates } from "./hit-rates.ts";

const RUNS = 3000;

test.each(rates)("$sampler hits $bug.name as often as computed", async ({ bug, make, exact }) => {
  const count = await hits(bug, make(3), RUNS);
  expect(Math.abs(deviationOf(count, RUNS, exact))).toBeLessThan(4);
});

test("a sampler that hits half as often is told from one that does not", () => {
  for (const { exact } of rates) {
    if (exact * RUNS < 1) continue; // out of reach: there is nothing to tell apart
    expect(Math.abs(deviationOf((exact / 2) * RUNS, RUNS, exact))).toBeGreaterThan(4);
  }
});
