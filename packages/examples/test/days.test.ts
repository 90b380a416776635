import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { clearInterval as clearIntervalOfModule } from "node:timers";
import { runVirtual } from "@heddle/virtual-time";
import { LRUCache } from "lru-cache";
import waitFor, { TimeoutError } from "p-wait-for";
import { describe, expect, test } from "vitest";
import { day } from "../src/day.ts";
import { days } from "../src/days/index.ts";
import { liveDays } from "../src/live-days.ts";
import { run } from "../src/run.ts";
import { Terminal } from "../src/terminal.ts";
import { DAY, every, HOUR, MINUTE, SECOND, timeOfDay, until, wait } from "../src/time-of-day.ts";

const readmeRows = readFileSync(`${import.meta.dirname}/../README.md`, "utf8")
  .split("\n")
  .filter((line) => line.includes("](src/days/"));

describe("a virtual day", () => {
  test("is there for every file, and in the table of the README", () => {
    const files = readdirSync(`${import.meta.dirname}/../src/days`)
      .filter((file) => file !== "index.ts")
      .toSorted();
    expect(days.map((day) => `${day.package}.ts`)).toEqual(files);
    expect(days.map((day) => day.package)).toEqual(readmeRows.map((row) => row.split(/[[\]]/, 2)[1]));
  });

  test.each(days.map((day) => [day.package, day] as const))(
    "with %s is as the README says, twice",
    async (name, day) => {
      for (let i = 0; i < 2; i++) {
        const { happened, virtualMs } = await day.live();
        expect(readmeRows).toContain(`| [${name}](src/days/${name}.ts) ${day.version} | ${day.kind} | ${happened} |`);
        expect(virtualMs).toBe(DAY);
      }
    },
  );

  test("is shown with the package's version and the time it took", async () => {
    const { code, text } = await runs("p-retry", "scheduler");
    expect(text).toMatch(/^package +kind +what happened in a day +virtual +real\n/);
    expect(text).toMatch(/^p-retry 9\.0\.0 +retry +11 attempts, .* +24 h +\d+ ms$/m);
    expect(text).toMatch(/^together +48 h +\d+ ms$/m);
    expect(text).toContain("scheduler keeps setTimeout, clearTimeout and setImmediate of when it is imported");
    expect(code).toBe(0);
  });

  test("that is not as expected says why, and ends with exit code 1", async () => {
    const sleepy = day({
      package: "p-retry",
      kind: "retry",
      load: async () => {},
      work: async () => {
        await until("07:30");
        assert.equal(timeOfDay(), "07:00:00", "got up too late");
        return "got up";
      },
    });
    let text = "";
    const code = await liveDays([sleepy], new Terminal({ write: (more) => (text += more) }));
    expect(text).toMatch(/^p-retry 9\.0\.0 +retry +not as expected$/m);
    expect(text).toContain("p-retry 9.0.0: got up too late");
    expect(code).toBe(1);
  });

  test.each([
    ["an unknown package", ["left-pad"], 'There is no day with "left-pad". The packages are:\n  async-retry\n'],
    ["--replay", ["p-retry", "--replay", "h1-r--abc"], "--replay needs exactly one case"],
    ["--real", ["p-retry", "--real"], "--real is for the programs of the tutorial"],
  ])("answers %s with what would make sense", async (_what, args, message) => {
    const { code, text } = await runs(...args);
    expect(text).toContain(message);
    expect(code).toBe(2);
  });
});

describe("what is done every so often", () => {
  test("is done as long as it is earlier than the end, which is waited for", async () => {
    const times = await runVirtual(async () => {
      const done: string[] = [];
      await until("07:00");
      await every(20 * MINUTE, "08:10", () => done.push(timeOfDay()));
      return [...done, timeOfDay()];
    });
    expect(times).toEqual(["07:00:00", "07:20:00", "07:40:00", "08:00:00", "08:10:00"]);
  });
});

// What packages lean on.
describe("as in Node", () => {
  test("performance.now() is not 0 at the beginning: to lru-cache, an entry of that moment never expires", async () => {
    const entry = await runVirtual(async () => {
      const cache = new LRUCache<string, string>({ max: 1, ttl: MINUTE });
      cache.set("key", "value");
      await wait(HOUR);
      return cache.get("key");
    });
    expect(entry).toBeUndefined();
  });

  test("AbortSignal.timeout() ends with the time: p-wait-for gives up by it", async () => {
    const waited = runVirtual(() => {
      const start = Date.now();
      return waitFor(() => Date.now() >= start + 2 * HOUR, { interval: 30 * SECOND, timeout: HOUR });
    });
    await expect(waited).rejects.toThrow(TimeoutError);
  });

  test("clearInterval of node:timers clears an interval: tarn stops so to look for idle connections", async () => {
    const ticks = await runVirtual(async () => {
      let ticks = 0;
      const interval = setInterval(() => ticks++, MINUTE);
      clearIntervalOfModule(interval);
      await wait(HOUR);
      return ticks;
    });
    expect(ticks).toBe(0);
  });
});

async function runs(...args: string[]): Promise<{ code: number; text: string }> {
  let text = "";
  const terminal = new Terminal({ write: (more) => (text += more) });
  const code = await run(["days", ...args], terminal, terminal);
  return { code, text };
}
