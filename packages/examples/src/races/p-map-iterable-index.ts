import assert from "node:assert/strict";
import type * as PMap from "p-map-v7.0.4";
import { race, type Race } from "../race.ts";

// Results were labelled with the wrong position in the input, depending on which part of it came first.
export const pMapIterableIndex: Race = race<typeof PMap>({
  id: "p-map-iterable-index",
  package: "p-map",
  buggy: { version: "7.0.4", load: () => import("p-map-v7.0.4") },
  fixed: { version: "7.0.5", load: () => import("p-map-v7.0.5") },
  link: "https://github.com/sindresorhus/p-map/pull/88",
  kind: "wrong result",
  bug: "pMapIterable() gives the mapper the order of settling instead of the position in the input",

  body:
    ({ pMapIterable }) =>
    async (sim) => {
      const input = ["a", "b", "c"].map((name) => sim.io(`read ${name}`, () => name));

      const output: string[] = [];
      const number = (name: string, index: number): string => name + index;
      for await (const item of pMapIterable(input, number, { concurrency: 2 })) output.push(item);

      assert.deepEqual(output, ["a0", "b1", "c2"], `the positions are wrong: ${output.join(", ")}`);
    },
});
