import assert from "node:assert/strict";
import type * as Autocomplete from "algolia-autocomplete-core-v1.4.1";
import { race, type Race } from "../race.ts";

// Users typed on while a slow answer was under way, and got suggestions for what they had typed before.
export const autocompleteOutOfOrder: Race = race<typeof Autocomplete>({
  id: "autocomplete-out-of-order",
  package: "@algolia/autocomplete-core",
  buggy: { version: "1.4.0", load: async () => (await import("algolia-autocomplete-core-v1.4.0")).default },
  fixed: { version: "1.4.1", load: async () => (await import("algolia-autocomplete-core-v1.4.1")).default },
  link: "https://github.com/algolia/autocomplete/pull/753",
  kind: "stale overwrite",
  bug: "a slow answer to an older query replaces the suggestions for a newer one",
  scalable: true,

  body:
    ({ createAutocomplete }, morePages) =>
    async (sim) => {
      let shown: { query: string; collections: { items: { label: string }[] }[] } | undefined;
      const search = createAutocomplete<{ label: string }>({
        environment: globalThis,
        openOnFocus: true,
        onStateChange: ({ state }) => (shown = state),
        getSources: ({ query }) =>
          sim.io(`sources for "${query}"`, () => [
            {
              sourceId: "words",
              getItems: async () => {
                if (query !== "a")
                  for (let i = 1; i <= morePages; i++) await sim.io(`page ${i} for "${query}"`, () => i);
                return sim.io(`items for "${query}"`, () => [{ label: query }]);
              },
            },
          ]),
      });
      const type = (query: string): void => {
        search.setQuery(query);
        void search.refresh();
      };

      type("a");
      void sim.stimulus("types b", () => type("ab"));
      await sim.idle();

      const labels = shown?.collections.flatMap(({ items }) => items.map(({ label }) => label)).join();
      assert.equal(labels, "ab", `"${shown?.query}" is typed, and the suggestions are for "${labels}"`);
    },
});
