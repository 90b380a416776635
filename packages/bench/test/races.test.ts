import { type Race, races } from "@heddle/examples/races";
import { describe, expect, test } from "vitest";
import { fastCheck, heddle, raceCases, type RaceCase } from "../src/races.ts";

async function caseOf(race: Race, version: "buggy" | "fixed"): Promise<RaceCase> {
  return { name: race.id, body: await race.body(version), options: race.options };
}

async function buggy(id: string): Promise<RaceCase> {
  const race = races.find((one) => one.id === id);
  if (race === undefined) throw new Error(`no race "${id}"`);
  return caseOf(race, "buggy");
}

describe("what fails under fc.scheduler() is the bug: nothing does after the fix", () => {
  test.each(races)("$id", async (race) => {
    const fixed = await caseOf(race, "fixed");
    expect(await fastCheck(fixed, "when idle", 1, 10)).toBe(Infinity);
    expect(await fastCheck(fixed, "as scheduled", 1, 10)).toBe(Infinity);
  });
});

test.each(["autocomplete-out-of-order", "cockatiel-bulkhead-abort", "stompjs-double-connect"])(
  "fc.scheduler() finds a race of moments: %s",
  async (id) => {
    expect(await fastCheck(await buggy(id), "when idle", 1, 50)).toBeLessThanOrEqual(50);
  },
);

test.each(["memory-cache-stale-timer", "opossum-fallback-twice", "tarn-create-timeout"])(
  "it finds a race with a timer only where the clock is one of the things that it schedules: %s",
  async (id) => {
    const one = await buggy(id);
    expect(await fastCheck(one, "when idle", 1, 50)).toBe(Infinity);
    expect(await fastCheck(one, "as scheduled", 1, 50)).toBeLessThanOrEqual(50);
  },
);

test("behind a long run-up the default strategy finds what a random walk does not", async () => {
  const scaled = (await raceCases(12)).filter(({ name }) => name.endsWith("run-up 12"));
  expect(scaled).toHaveLength(3);
  for (const one of scaled) {
    expect(await heddle(one, "portfolio", 1, 100)).toBeLessThanOrEqual(100);
    expect(await heddle(one, "random", 1, 100)).toBe(Infinity);
  }
});
