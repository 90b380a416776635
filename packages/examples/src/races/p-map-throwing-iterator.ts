import assert from "node:assert/strict";
import type * as PMap from "p-map-v5.1.0";
import { race, type Race } from "../race.ts";

// The process died of an unhandled rejection, or pMap() hung: the source broke just after an upload had failed.
export const pMapThrowingIterator: Race = race<typeof PMap>({
  id: "p-map-throwing-iterator",
  package: "p-map",
  buggy: { version: "5.1.0", load: () => import("p-map-v5.1.0") },
  fixed: { version: "5.2.0", load: () => import("p-map-v5.2.0") },
  link: "https://github.com/sindresorhus/p-map/pull/48",
  kind: "unhandled rejection",
  bug: "an iterator that throws after a failed item escapes as an unhandled rejection, and pMap() never settles",

  body:
    ({ default: pMap }) =>
    async (sim) => {
      function* names(): Generator<string> {
        yield* ["a", "bad", "c"];
        throw new Error("the source broke");
      }
      const upload = (name: string): Promise<string> =>
        sim.io(`upload ${name}`, () => {
          if (name === "bad") throw new Error("the upload failed");
          return name;
        });

      await assert.rejects(pMap(names(), upload, { concurrency: 3, stopOnError: false }));
    },
});
