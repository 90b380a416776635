import assert from "node:assert/strict";
import type * as middleware from "zustand-v5.0.15/middleware";
import type * as vanilla from "zustand-v5.0.15/vanilla";
import { race, type Race } from "../race.ts";

// The user logged out while the app was still starting, and was logged in again by what had been read before.
export const zustandClearVsRehydrate: Race = race<[typeof vanilla, typeof middleware]>({
  id: "zustand-clear-vs-rehydrate",
  package: "zustand",
  buggy: {
    version: "5.0.14",
    load: () => Promise.all([import("zustand-v5.0.14/vanilla"), import("zustand-v5.0.14/middleware")]),
  },
  fixed: {
    version: "5.0.15",
    load: () => Promise.all([import("zustand-v5.0.15/vanilla"), import("zustand-v5.0.15/middleware")]),
  },
  link: "https://github.com/pmndrs/zustand/pull/3555",
  kind: "stale overwrite",
  bug: "clearStorage() during a rehydration: the session that was cleared is applied afterwards",

  body:
    ([{ createStore }, { persist }]) =>
    async (sim) => {
      interface Session {
        user: string | null;
      }
      let disk: { state: Session; version: number } | null = { state: { user: "alice" }, version: 1 };
      const store = createStore(
        persist((): Session => ({ user: null }), {
          name: "session",
          skipHydration: true,
          version: 2,
          migrate: (state) => sim.io("migrate", () => state as Session),
          storage: {
            getItem: () => sim.io("read", () => disk),
            setItem: (_name, value) => void (disk = value as typeof disk),
            removeItem: () => void (disk = null),
          },
        }),
      );

      void store.persist.rehydrate();
      void sim.stimulus("logout", () => {
        store.persist.clearStorage();
        store.setState({ user: null });
      });
      await sim.idle();

      assert.equal(store.getState().user, null, "logged in again after the logout");
    },
});
