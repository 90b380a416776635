import assert from "node:assert/strict";
import type * as PMap from "p-map-v7.0.3";
import { race, type Race } from "../race.ts";

// An API with a limit of one request at a time answered "too many requests".
export const pMapIterableConcurrency: Race = race<typeof PMap>({
  id: "p-map-iterable-concurrency",
  package: "p-map",
  buggy: { version: "7.0.3", load: () => import("p-map-v7.0.3") },
  fixed: { version: "7.0.4", load: () => import("p-map-v7.0.4") },
  link: "https://github.com/sindresorhus/p-map/pull/77",
  kind: "too many at once",
  bug: "pMapIterable() with backpressure runs more than `concurrency` mappers when its source answers late",

  body:
    ({ pMapIterable }) =>
    async (sim) => {
      let running = 0;
      let most = 0;
      async function* pages(): AsyncGenerator<number> {
        for (let page = 0; page < 3; page++) yield await sim.io("next page", () => page);
      }
      const upload = async (page: number): Promise<number> => {
        most = Math.max(most, ++running);
        await sim.io(`upload ${page}`, () => undefined);
        running--;
        return page;
      };

      const uploaded: number[] = [];
      for await (const page of pMapIterable(pages(), upload, { concurrency: 1, backpressure: 3 })) uploaded.push(page);

      assert.deepEqual(uploaded, [0, 1, 2]);
      assert.equal(most, 1, `${most} uploads at once, and the concurrency is 1`);
    },
});
