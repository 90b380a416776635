import assert from "node:assert/strict";
import type * as middleware from "zustand-v5.0.10/middleware";
import type * as vanilla from "zustand-v5.0.10/vanilla";
import { race, type Race } from "../race.ts";

// Another tab saved something newer, and this one went back to what it had begun to read before.
export const zustandRehydrateRace: Race = race<[typeof vanilla, typeof middleware]>({
  id: "zustand-rehydrate-race",
  package: "zustand",
  buggy: {
    version: "5.0.9",
    load: () => Promise.all([import("zustand-v5.0.9/vanilla"), import("zustand-v5.0.9/middleware")]),
  },
  fixed: {
    version: "5.0.10",
    load: () => Promise.all([import("zustand-v5.0.10/vanilla"), import("zustand-v5.0.10/middleware")]),
  },
  link: "https://github.com/pmndrs/zustand/pull/3336",
  kind: "stale overwrite",
  bug: "of two rehydrations at the same time, the older may end last, and overwrites what the newer has read",
  scalable: true,

  body:
    ([{ createStore }, { persist }], chunks) =>
    async (sim) => {
      let disk = { state: { count: 1 }, version: 0 };
      const store = createStore(
        persist(() => ({ count: 0 }), {
          name: "counter",
          skipHydration: true,
          storage: {
            getItem: async () => {
              const stored = await sim.io("read", () => disk);
              if (stored.state.count > 1) for (let i = 1; i <= chunks; i++) await sim.io(`chunk ${i}`, () => i);
              return stored;
            },
            setItem: () => {},
            removeItem: () => {},
          },
        }),
      );

      const first = store.persist.rehydrate();
      const second = sim.stimulus("another tab saves", () => {
        disk = { state: { count: 2 }, version: 0 };
        return store.persist.rehydrate();
      });
      await Promise.all([first, second]);

      assert.equal(store.getState().count, 2, "what the other tab has saved is lost");
    },
});
