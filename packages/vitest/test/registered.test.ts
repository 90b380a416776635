import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { type Result, resultsIn, runVitest } from "./run-vitest.ts";

// Vitest itself, with `@heddle/virtual-time/register` in a setup file: two files in one worker, in each pool.

let results: Result[] = [];

beforeAll(async () => {
  results = resultsIn(await runVitest(fileURLToPath(new URL("registered/", import.meta.url))));
}, 60_000);

test.each(["forks", "threads", "vmThreads", "vmForks", "forks, not isolated"])(
  "in the pool %s, what both files have kept of the globals obeys",
  (pool) => {
    const ofPool = results.filter((result) => result.pool === pool);
    expect(ofPool).toHaveLength(6);
    expect(ofPool.filter(({ state }) => state !== "passed")).toEqual([]);
  },
);
