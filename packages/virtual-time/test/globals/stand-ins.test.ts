import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ForeignFakeTimersError, installStandIns, runVirtual } from "../../src/index.ts";

const names = [
  "setTimeout",
  "setInterval",
  "setImmediate",
  "clearTimeout",
  "clearInterval",
  "clearImmediate",
  "Date",
] as const;

function globalsNow(): unknown[] {
  return [
    ...names.map((name) => globalThis[name]),
    ...names.map((name) => JSON.stringify(Object.getOwnPropertyDescriptor(globalThis, name))),
    performance.now,
    Object.hasOwn(performance, "now"),
    Math.random,
    process.nextTick,
  ];
}

let before: unknown[];
beforeEach(() => {
  before = globalsNow();
});

function expectRestored(): void {
  const now = globalsNow();
  expect(now.every((value, i) => Object.is(value, before[i]))).toBe(true);
}

afterEach(expectRestored);

describe("installing", () => {
  test("puts every stand-in in place, and undoing takes each away", () => {
    const undo = installStandIns();
    const inside = globalsNow();
    expect(names.filter((_, i) => inside[i] === before[i])).toEqual([]);
    expect(performance.now).not.toBe(before.at(-4));
    undo();
    expectRestored();
  });

  test("keeps what says how a global is listed", () => {
    const listed = Object.keys(globalThis).filter((key) => (names as readonly string[]).includes(key));
    const undo = installStandIns();
    expect(Object.keys(globalThis).filter((key) => (names as readonly string[]).includes(key))).toEqual(listed);
    undo();
  });

  test("nests: the last one to be undone restores, in whatever order", () => {
    const outer = installStandIns();
    const standIn = globalThis.setTimeout;
    const inner = installStandIns();
    expect(globalThis.setTimeout).toBe(standIn);
    outer();
    expect(globalThis.setTimeout).toBe(standIn);
    inner();
    expectRestored();
  });

  test("undoing twice counts once", () => {
    const outer = installStandIns();
    const inner = installStandIns();
    inner();
    inner();
    expect(globalThis.setTimeout).not.toBe(before[0]);
    outer();
    expectRestored();
  });

  test("outside any scope the stand-ins are the real things", async () => {
    const undo = installStandIns();
    try {
      const real = Date.now();
      expect(real).toBeGreaterThan(1_750_000_000_000);
      expect(Math.random()).not.toBe(Math.random());
      const order: string[] = [];
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          order.push("timer");
          resolve();
        }, 2);
        setImmediate(() => order.push("immediate"));
        process.nextTick(() => order.push("tick"));
        clearTimeout(setTimeout(() => order.push("cleared"), 1));
      });
      expect(order).toEqual(["tick", "immediate", "timer"]);
    } finally {
      undo();
    }
  });

  test("what somebody else has put in the place of a stand-in meanwhile stays theirs", () => {
    const mine = (): number => 4;
    const undo = installStandIns();
    const real = before.at(-2) as () => number;
    Math.random = mine;
    undo();
    expect(Math.random).toBe(mine);
    Math.random = real;
  });
});

describe("fake timers of another library", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([undefined, ["setTimeout" as const], ["Date" as const]])("that fake %o are refused", async (toFake) => {
    vi.useFakeTimers(toFake === undefined ? {} : { toFake: [...toFake] });
    const fakes = globalsNow();
    expect(() => installStandIns()).toThrow(ForeignFakeTimersError);
    await expect(runVirtual(() => {})).rejects.toThrow(/belongs to that library's clock.*vi\.useRealTimers\(\)/);
    expect(globalsNow().every((value, i) => Object.is(value, fakes[i]))).toBe(true);
    vi.useRealTimers();
  });

  test("after a refusal, all works once they are gone", async () => {
    vi.useFakeTimers();
    await expect(runVirtual(() => {})).rejects.toThrow(ForeignFakeTimersError);
    vi.useRealTimers();
    expect(await runVirtual(() => 1)).toBe(1);
  });
});
