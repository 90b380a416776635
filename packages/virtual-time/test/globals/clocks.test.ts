import { performance as ofPerfHooks } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { runVirtual } from "../../src/index.ts";

async function at(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

describe("monotonic clocks", () => {
  test("the process is a second old at the beginning: 0 is what packages take for a time that is not set", async () => {
    const seen = await runVirtual((time) => [time.now(), performance.now(), process.hrtime(), process.uptime()]);
    expect(seen).toEqual([0, 1000, [1, 0], 1]);
  });

  test("performance, of the global and of node:perf_hooks", async () => {
    const seen = await runVirtual(async () => {
      await at(1500);
      return [performance.now(), ofPerfHooks.now(), performance.timeOrigin + performance.now() - Date.now()];
    });
    expect(seen).toEqual([2500, 2500, 0]);
    expect(performance.timeOrigin).toBeGreaterThan(1_750_000_000_000);
  });

  test("process.hrtime, its bigint and process.uptime", async () => {
    const seen = await runVirtual(async () => {
      await at(700);
      const earlier = process.hrtime();
      await at(800);
      return [process.hrtime(), process.hrtime(earlier), process.hrtime.bigint(), process.uptime()];
    });
    expect(seen).toEqual([[2, 500_000_000], [0, 800_000_000], 2_500_000_000n, 2.5]);
    expect(process.uptime()).not.toBe(2.5);
  });
});

describe("what shows the present without being asked for a date", () => {
  test("Intl.DateTimeFormat", async () => {
    const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "short", timeStyle: "medium", timeZone: "UTC" });
    const seen = await runVirtual(async () => {
      await at(5000);
      expect(format.format).toBe(format.format);
      return [format.format(), format.format(0), format.formatToParts().find(({ type }) => type === "second")?.value];
    });
    expect(seen).toEqual(["01/01/2024, 00:00:05", "01/01/1970, 00:00:00", "05"]);
    expect(format.format()).not.toBe(seen[0]);
  });

  test.runIf("Temporal" in globalThis)("Temporal.Now", async () => {
    const { Temporal } = globalThis as unknown as { Temporal: { Now: Record<string, (zone?: string) => unknown> } };
    const seen = await runVirtual(async () => {
      await at(5000);
      return ["instant", "zonedDateTimeISO", "plainDateTimeISO", "plainDateISO", "plainTimeISO"].map((name) =>
        String(Temporal.Now[name]?.(...(name === "instant" ? [] : ["UTC"]))),
      );
    });
    expect(seen).toEqual([
      "2024-01-01T00:00:05Z",
      "2024-01-01T00:00:05+00:00[UTC]",
      "2024-01-01T00:00:05",
      "2024-01-01",
      "00:00:05",
    ]);
  });
});
