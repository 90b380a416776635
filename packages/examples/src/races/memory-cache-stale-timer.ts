import assert from "node:assert/strict";
import type * as MemoryCache from "memory-cache-v0.0.2";
import { race, type Race } from "../race.ts";

// A value that had just been refreshed was gone from the cache long before its time.
export const memoryCacheStaleTimer: Race = race<typeof MemoryCache>({
  id: "memory-cache-stale-timer",
  package: "memory-cache",
  buggy: { version: "0.0.2", load: () => import("memory-cache-v0.0.2") },
  fixed: { version: "0.0.4", load: () => import("memory-cache-v0.0.4") },
  link: "https://github.com/ptarjan/node-cache/commit/f8636e57960b210d23d975646441df20d93f7acb",
  kind: "stale timer",
  bug: "the expiry timer of a replaced value deletes the new one",
  horizonMs: 5000,

  body:
    ({ default: cache }) =>
    async (sim) => {
      const key = `price ${sim.unique()}`;
      let freshUntilMs = 0;
      cache.put(key, "old", 1000);
      void sim.stimulus("refresh", () => {
        cache.put(key, "new", 1000);
        freshUntilMs = sim.now() + 1000;
      });

      for (let reads = 0; reads < 4; reads++) {
        await sim.sleep(400);
        const leftMs = freshUntilMs - sim.now();
        if (leftMs > 0) assert.equal(cache.get(key), "new", `the new value is gone ${leftMs} ms before its time`);
      }
    },
});
