import { exhaustive, explore, optimal, type Strategy } from "@heddle/interleave";
import { describe, expect, test } from "vitest";
import { declaredPrograms, ways } from "../src/footprints.ts";

// That the ways run the same program, and that the reduction has something to reduce.
const sizes: Record<string, { schedules: number; traces: number }> = {
  "bank race": { schedules: 6, traces: 4 },
  "inc(2)": { schedules: 6, traces: 4 },
  "inc(3)": { schedules: 90, traces: 36 },
};

describe.each(declaredPrograms)("$name", (program) => {
  const { schedules, traces } = sizes[program.name.split(",")[0] as string] as { schedules: number; traces: number };

  test("has as many orders as its steps allow, and fewer that differ", async () => {
    const count = async (strategy: Strategy): Promise<number> => {
      const report = await explore(program.body, { starts: "in order", footprints: "declared", strategy });
      return report.statistics.executions;
    };
    expect([await count(exhaustive()), await count(optimal())]).toEqual([schedules, traces]);
  });

  test.each(ways)("$name: as many executions as were asked for", async (way) => {
    const { complete } = await way.run(program, 3 * schedules);
    expect(complete).toBe(3 * schedules);
  });
});
