import { describe, expect, test } from "vitest";
import { exhaustive } from "../src/index.ts";
import { EveryDecision, observeEach } from "./observe.ts";
import { programs, quick } from "./programs.ts";

describe("counted by hand", () => {
  test.each(programs)(
    "$name has as many schedules as said, and fails or passes as said",
    async ({ body, options, schedules, fails }) => {
      const all = await observeEach(body, exhaustive(), options);
      expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(all.length);
      expect(all.length).toBe(schedules);
      const failed = all.filter(({ failure }) => failure !== undefined);
      if (fails === undefined) expect(failed).toEqual([]);
      else {
        expect(failed.length).toBeGreaterThan(0);
        for (const { failure } of failed) {
          const { kind, error } = failure!;
          expect(kind).toBe(fails.kind);
          expect((error as Error).message).toMatch(fails.says);
        }
      }
    },
  );

  test.each(quick)("brute force that postpones, too, reaches no others: $name", async ({ body, options }) => {
    const all = await observeEach(body, exhaustive(), { ...options, recorded: false });
    const some = await observeEach(body, new EveryDecision(3), { ...options, recorded: false });
    const known = new Set(all.map(({ fingerprint }) => fingerprint));
    for (const { fingerprint } of some) expect(known).toContain(fingerprint);
  });
});
