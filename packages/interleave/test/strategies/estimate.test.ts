import { expect, test } from "vitest";
import { type Body, explore, type ExploreOptions } from "../../src/index.ts";
import { ChoicePath } from "../../src/strategies/choice-path.ts";
import { depthFirst } from "../../src/strategies/exhaustive.ts";
import { optimal } from "../../src/strategies/optimal.ts";
import { whole } from "../../src/strategies/part.ts";
import type { Strategy } from "../../src/strategies/strategy.ts";
import { independentTasks } from "../programs.ts";
import { increments } from "../threads/fixtures/bodies.ts";

test("of a tree whose choices are all alike, the estimate is right from the first leaf on", () => {
  const path = new ChoicePath();
  const estimates = new Set<number | undefined>();
  do {
    for (let depth = 0; depth < 3; depth++) path.take(4);
    path.visited(false);
  } while (path.advance() && estimates.add(path.estimate()));
  expect([...estimates]).toEqual([64]);
});

/** The estimates of a search, after each execution. */
async function estimates(body: Body, strategy: Strategy, options: ExploreOptions): Promise<number[]> {
  const found: number[] = [];
  const watched: Strategy = {
    name: strategy.name,
    next: () => strategy.next(),
    learn: (explored) => {
      strategy.learn(explored);
      found.push(strategy.estimate?.() ?? NaN);
    },
    coverage: () => strategy.coverage(),
  };
  await explore(body, { ...options, strategy: watched, maxTimeMs: 60_000 });
  return found;
}

test.each<[string, Strategy, Body, ExploreOptions, number]>([
  ["exhaustive", depthFirst(whole), independentTasks(2, 2, false), {}, 252],
  ["declared footprints", optimal(), increments, { footprints: "declared", starts: "in order" }, 36],
])("%s: half-way, it is within a factor of two", async (_, strategy, body, options, all) => {
  const found = await estimates(body, strategy, options);
  const half = found[Math.floor(found.length / 2)]!;
  expect(half / all).toBeGreaterThan(0.5);
  expect(half / all).toBeLessThan(2);
});
