import assert from "node:assert/strict";
import type * as QueryCore from "tanstack-query-core-v5.85.2";
import { race, type Race } from "../race.ts";

// In React's StrictMode, which mounts everything twice, a list stayed empty for good.
export const queryCoreRemount: Race = race<typeof QueryCore>({
  id: "query-core-remount",
  package: "@tanstack/query-core",
  buggy: { version: "5.85.2", load: () => import("tanstack-query-core-v5.85.2") },
  fixed: { version: "5.85.3", load: () => import("tanstack-query-core-v5.85.3") },
  link: "https://github.com/TanStack/query/pull/9565",
  kind: "cancels too much",
  bug: "a component that unmounts and mounts again at once gets the fetch that its unmounting has aborted",
  horizonMs: 1000,

  body:
    ({ QueryClient, QueryObserver }) =>
    async (sim) => {
      const client = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Infinity } } });
      const mount = () => {
        const list = new QueryObserver(client, {
          queryKey: ["todos"],
          queryFn: ({ signal }) => {
            void signal.aborted; // whoever takes the signal is aborted when nobody observes any more
            return sim.io("fetch todos", () => "todos");
          },
        });
        return { list, unmount: list.subscribe(() => {}) };
      };

      let mounted = mount();
      void sim.stimulus("StrictMode mounts again", () => {
        mounted.unmount();
        mounted = mount();
      });
      await sim.idle();
      const { status, data } = mounted.list.getCurrentResult();
      mounted.unmount();
      client.clear();

      assert.equal(data, "todos", `the list stays empty: status "${status}"`);
    },
});
