import assert from "node:assert/strict";
import type * as CacheManager from "cache-manager-v5.7.6";
import { race, type Race } from "../race.ts";

// Two caches in one process, one a tenant: at the same time and under the same key, one tenant got the other's data.
export const cacheManagerWrapCollision: Race = race<typeof CacheManager>({
  id: "cache-manager-wrap-collision",
  package: "cache-manager",
  buggy: { version: "5.7.4", load: () => import("cache-manager-v5.7.4") },
  fixed: { version: "5.7.6", load: () => import("cache-manager-v5.7.6") },
  link: "https://github.com/jaredwray/cacheable/pull/743",
  kind: "mixed-up calls",
  bug: "wrap() on two caches with the same key is taken for one call: one of them stores the other's value",

  body:
    ({ caching }) =>
    async (sim) => {
      const acme = await caching("memory");
      const globex = await caching("memory");
      const key = `settings ${sim.unique()}`;

      const answers = await sim.all({
        acme: () => acme.wrap(key, () => sim.io("load settings", () => "settings of acme")),
        globex: () => globex.wrap(key, () => sim.io("load settings", () => "settings of globex")),
      });

      assert.equal(answers.acme, "settings of acme", `acme got the ${answers.acme}`);
      assert.equal(answers.globex, "settings of globex", `globex got the ${answers.globex}`);
    },
});
