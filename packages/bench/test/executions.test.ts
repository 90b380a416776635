import { describe, expect, test } from "vitest";
import { rivals, variants } from "../src/executions.ts";

// That the programs run, and are the same program; how fast they are is not a matter of tests.
describe.each([...rivals, ...variants])("$name", (contender) => {
  test.each([
    { size: { tasks: 2, awaits: 2 }, outcomes: [1, 2] },
    { size: { tasks: 3, awaits: 3 }, outcomes: [1, 2, 3] },
  ])("$size.tasks tasks of $size.awaits awaits end as $outcomes", async ({ size, outcomes }) => {
    const seen = new Set<number>();
    await contender.run(size, 2000, seen);
    expect(seen).toEqual(new Set(outcomes));
  });
});
