import assert from "node:assert/strict";
import type * as PMemoize from "p-memoize-v5.0.1";
import { race, type Race } from "../race.ts";

// Two requests at the same time loaded the same user twice, and the older answer stayed in the cache.
export const pMemoizeConcurrent: Race = race<typeof PMemoize>({
  id: "p-memoize-concurrent",
  package: "p-memoize",
  buggy: { version: "4.0.2", load: () => import("p-memoize-v4.0.2") },
  fixed: { version: "5.0.1", load: () => import("p-memoize-v5.0.1") },
  link: "https://github.com/sindresorhus/p-memoize/pull/25",
  kind: "double execution",
  bug: "calls at the same time run the function several times: its promise is cached only when it has settled",

  body:
    ({ default: pMemoize }) =>
    async (sim) => {
      let loads = 0;
      const load = pMemoize((id: string) => sim.io(`load ${id}`, () => `${id}, load ${++loads}`));

      await sim.all({ "request 1": () => load("user"), "request 2": () => load("user") });

      assert.equal(loads, 1, `loaded ${loads} times for one key`);
    },
});
