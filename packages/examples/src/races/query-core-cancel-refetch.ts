import assert from "node:assert/strict";
import type * as QueryCore from "tanstack-query-core-v5.85.2";
import { race, type Race } from "../race.ts";

// A page failed to load with a CancelledError, because another component had refreshed the same data.
export const queryCoreCancelRefetch: Race = race<typeof QueryCore>({
  id: "query-core-cancel-refetch",
  package: "@tanstack/query-core",
  buggy: { version: "5.85.1", load: () => import("tanstack-query-core-v5.85.1") },
  fixed: { version: "5.85.2", load: () => import("tanstack-query-core-v5.85.2") },
  link: "https://github.com/TanStack/query/pull/9293",
  kind: "cancels too much",
  bug: "a fetchQuery() under way is rejected when another component refetches the same query",
  horizonMs: 1000,

  body:
    ({ QueryClient, QueryObserver }) =>
    async (sim) => {
      const client = new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Infinity } } });
      let version = 0;
      const todos = { queryKey: ["todos"], queryFn: () => sim.io("fetch todos", () => `version ${++version}`) };
      client.setQueryData(todos.queryKey, "version 0", { updatedAt: 1 });
      const list = new QueryObserver(client, { ...todos, refetchOnMount: false, staleTime: Infinity });
      const unsubscribe = list.subscribe(() => {});

      void sim.stimulus("another component refreshes", () => client.invalidateQueries({ queryKey: ["todos"] }));
      const loaded = await client.fetchQuery({ ...todos, staleTime: 0 }).catch((error: unknown) => error);
      unsubscribe();
      client.clear();

      assert.ok(typeof loaded === "string", `fetchQuery() was rejected, and nobody cancelled it: ${String(loaded)}`);
    },
});
