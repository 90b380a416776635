import { describe, expect, test } from "vitest";
import { DEFAULT_EPOCH_MS, runVirtual } from "../../src/index.ts";

const RealDate = globalThis.Date;

describe("Date inside", () => {
  test("begins at the epoch, and moves with the virtual time", async () => {
    await runVirtual(async () => {
      expect(Date.now()).toBe(DEFAULT_EPOCH_MS);
      expect(new Date().toISOString()).toBe("2024-01-01T00:00:00.000Z");
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(Date.now()).toBe(DEFAULT_EPOCH_MS + 1500);
      expect(new Date().getTime()).toBe(DEFAULT_EPOCH_MS + 1500);
    });
  });

  test("shows in a callback the moment for which it was set", async () => {
    const seen = await runVirtual(() => new Promise<number>((resolve) => setTimeout(() => resolve(Date.now()), 250)), {
      startDate: 0,
    });
    expect(seen).toBe(250);
  });

  test("begins where the options say", async () => {
    expect(await runVirtual(() => new Date().toISOString(), { startDate: 86_400_000 })).toBe(
      "1970-01-02T00:00:00.000Z",
    );
  });

  test("is a Date in every other respect", async () => {
    await runVirtual(() => {
      expect(new Date(0).getTime()).toBe(0);
      expect(new Date(2020, 1, 29).getDate()).toBe(29);
      expect(new Date("2020-02-29T00:00:00Z").getTime()).toBe(RealDate.UTC(2020, 1, 29));
      expect(new Date(new Date(5)).getTime()).toBe(5);
      expect(Date.UTC(2020, 0)).toBe(RealDate.UTC(2020, 0));
      expect(Date.parse("2020-01-01T00:00:00Z")).toBe(RealDate.parse("2020-01-01T00:00:00Z"));
      expect(Date.name).toBe("Date");
      expect(Date.length).toBe(7);
      expect(new Date()).toBeInstanceOf(Date);
      expect(new Date()).toBeInstanceOf(RealDate);
      expect(new RealDate()).toBeInstanceOf(Date);
      expect(Object.getPrototypeOf(new Date())).toBe(Date.prototype);
      expect(new Date().constructor === Date || new Date().constructor === RealDate).toBe(true);
    });
  });

  test("called as a function is the present as text", async () => {
    await runVirtual(() => {
      const text = (Date as unknown as () => string)();
      expect(text).toBe(new Date().toString());
      expect(RealDate.parse(text)).toBe(DEFAULT_EPOCH_MS);
    });
  });

  test("can be extended", async () => {
    await runVirtual(() => {
      class Day extends Date {
        tomorrow(): number {
          return this.getTime() + 86_400_000;
        }
      }
      const day = new Day();
      expect(day).toBeInstanceOf(Day);
      expect(day).toBeInstanceOf(Date);
      expect(day.tomorrow()).toBe(DEFAULT_EPOCH_MS + 86_400_000);
      expect(new Day(7).getTime()).toBe(7);
    });
  });
});

test("a class that was derived from Date outside still sees real time: it never asks us", async () => {
  class Stamp extends RealDate {}
  const before = RealDate.now();
  const seen = await runVirtual(() => new Stamp().getTime());
  expect(seen).toBeGreaterThanOrEqual(before);
});

describe("Math.random inside", () => {
  test("equal seeds give equal numbers, others do not", async () => {
    const draw = (seed?: number) =>
      runVirtual(() => Array.from({ length: 5 }, () => Math.random()), seed === undefined ? {} : { seed });
    expect(await draw(1)).toEqual(await draw());
    expect(await draw(7)).toEqual(await draw(7));
    expect(await draw(7)).not.toEqual(await draw(8));
    for (const number of await draw(9)) {
      expect(number).toBeGreaterThanOrEqual(0);
      expect(number).toBeLessThan(1);
    }
  });
});
