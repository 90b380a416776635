import { createRequire } from "node:module";
import * as nodeTimers from "node:timers";
import { setTimeout as importedSleep } from "node:timers/promises";
import { promisify } from "node:util";
import { performance as hookedPerformance } from "node:perf_hooks";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Clock, type FakeMethod, install, timers, withGlobal } from "../../src/fake-timers/index.ts";
import { ForeignFakeTimersError, virtualTime } from "../../src/index.ts";

const require = createRequire(import.meta.url);
let clock: Clock | undefined;

afterEach(() => {
  clock?.uninstall();
  clock = undefined;
});

/** What code of today and of other times sees. */
const seen = (): unknown[] => [
  globalThis.setTimeout,
  globalThis.clearTimeout,
  globalThis.setInterval,
  globalThis.clearInterval,
  globalThis.setImmediate,
  globalThis.clearImmediate,
  globalThis.queueMicrotask,
  globalThis.Date,
  globalThis.Intl,
  globalThis.performance,
  process.hrtime,
  process.nextTick,
  (require("node:timers") as typeof nodeTimers).setTimeout,
  (require("node:timers/promises") as { setTimeout: unknown }).setTimeout,
];

describe("install", () => {
  test("replaces all that tells time for the whole process, and uninstall gives it back", () => {
    const before = seen();
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, "performance");
    clock = install({ now: 5000 });
    const during = seen();
    expect(during.filter((value, i) => value === before[i])).toEqual([]);
    expect([Date.now(), performance.now(), process.hrtime()]).toEqual([5000, 0, [0, 0]]);
    expect(hookedPerformance.now()).toBe(0);
    clock.uninstall();
    expect(seen()).toEqual(before);
    expect(Object.getOwnPropertyDescriptor(globalThis, "performance")).toEqual(descriptor);
  });

  test("fakes for code that runs in no async context of the test", async () => {
    const channel = new MessageChannel();
    const told = new Promise<number>((resolve) => channel.port1.on("message", () => resolve(Date.now())));
    clock = install({ now: 77, toFake: ["Date"] });
    channel.port2.postMessage("now?");
    expect(await told).toBe(77);
    channel.port1.close();
  });

  test("fakes what it is told to alone, or all but that", () => {
    clock = install({ toFake: ["setTimeout"] });
    expect(clock.methods).toEqual(["setTimeout"]);
    expect(globalThis.Date).toBe(timers.Date);
    clock.uninstall();
    expect(clock.methods).toEqual([]);

    clock = install({ toNotFake: ["Date", "nextTick", "performance"] });
    expect([globalThis.Date, process.nextTick]).toEqual([timers.Date, timers.nextTick]);
    expect(globalThis.setTimeout).not.toBe(timers.setTimeout);
  });

  test("gives back at the end of `using`, with the timers that are left", () => {
    {
      using installed = install();
      setTimeout(() => {}, 5);
      expect(installed.countTimers()).toBe(1);
    }
    expect(globalThis.setTimeout).toBe(timers.setTimeout);
    clock = install();
    setTimeout(function late() {}, 50);
    const left = clock.uninstall();
    expect(left.map(({ type, callAt, func }) => [type, callAt, func.name])).toEqual([["Timeout", 50, "late"]]);
  });

  test("refuses what contradicts itself", () => {
    expect(() => install(new Date() as never)).toThrow("install requires an object parameter");
    expect(() => install(5 as never)).toThrow(TypeError);
    expect(() => install({ toFake: ["Date"], toNotFake: ["Date"] })).toThrow("cannot be used together");
    expect(() => install({ target: globalThis })).toThrow("Use `withGlobal(target)` instead");
    clock = install();
    expect(() => install()).toThrow("Can't install fake timers twice on the same global object");
  });

  test("refuses what the host has not, and puts back what it had replaced by then", () => {
    const toFake: FakeMethod[] = ["setTimeout", "requestIdleCallback"];
    expect(() => install({ toFake })).toThrow(
      new ReferenceError("non-existent timers and/or objects cannot be faked: 'requestIdleCallback'"),
    );
    expect(globalThis.setTimeout).toBe(timers.setTimeout);
    clock = install({ toFake, ignoreMissingTimers: true });
    expect(globalThis.setTimeout).not.toBe(timers.setTimeout);
  });

  test("calls what the test has put on the clock", () => {
    clock = install();
    const spy = vi.fn(() => 5);
    clock.setTimeout = spy;
    const nothing = (): void => {};
    expect(setTimeout(nothing, 3)).toBe(5);
    expect(spy).toHaveBeenCalledWith(nothing, 3);
  });

  test("says once that a native timer is not cleared, or clears it", () => {
    using warn = vi.spyOn(console, "warn").mockReturnValue();
    const native = setInterval(() => {}, 1_000_000);
    clock = install();
    clearInterval(native);
    clearTimeout(native);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.lastCall?.[0]).toContain("clearInterval was invoked to clear a native timer");
    clock.uninstall();
    clock = install({ shouldClearNativeTimers: true });
    clearInterval(native);
    expect((native as unknown as { _destroyed: boolean })._destroyed).toBe(true);
  });

  test("makes promisified timers, and those of node:timers/promises, obey", async () => {
    clock = install({ toNotFake: ["nextTick", "queueMicrotask"] });
    const { setTimeout: sleep } = require("node:timers/promises") as { setTimeout: typeof importedSleep };
    const woken = Promise.all([promisify(setTimeout)(40, "a"), sleep(60, "b"), promisify(setImmediate)("c")]);
    await clock.runAllAsync();
    expect(await woken).toEqual(["a", "b", "c"]);
    expect(clock.now).toBe(60);
  });

  test("keeps virtual time of a scope out, which cannot rule beside it", () => {
    clock = install();
    expect(() => virtualTime()).toThrow(ForeignFakeTimersError);
    expect(nodeTimers.setTimeout).toBe(timers.setTimeout);
  });
});

describe("What the original leaves real", () => {
  test("stays real", () => {
    const { timeout } = AbortSignal;
    clock = install();
    expect(AbortSignal.timeout).toBe(timeout);
    expect(nodeTimers.setTimeout).toBe(timers.setTimeout);
  });

  test("is faked on demand: AbortSignal.timeout", () => {
    const { timeout } = AbortSignal;
    clock = install({ alsoFake: ["AbortSignal.timeout"] });
    const signal = AbortSignal.timeout(5000);
    clock.tick(4999);
    expect(signal.aborted).toBe(false);
    clock.tick(1);
    expect(signal.reason).toMatchObject({ name: "TimeoutError" });
    clock.uninstall();
    expect(AbortSignal.timeout).toBe(timeout);
  });

  test("is faked on demand: what has been imported by name", async () => {
    clock = install({ alsoFake: ["import"], toNotFake: ["nextTick"] });
    expect(nodeTimers.setTimeout).toBe(globalThis.setTimeout);
    let woken = false;
    void importedSleep(3_600_000).then(() => (woken = true));
    await clock.tickAsync("01:00:00");
    expect(woken).toBe(true);
    clock.uninstall();
    expect(nodeTimers.setTimeout).toBe(timers.setTimeout);
  });

  test("is faked on demand: scheduler.wait", async () => {
    clock = install({ alsoFake: ["scheduler.wait"], toNotFake: ["nextTick"] });
    const { scheduler } = require("node:timers/promises") as { scheduler: { wait(ms: number): Promise<void> } };
    let woken = false;
    void scheduler.wait(3_600_000).then(() => (woken = true));
    await clock.tickAsync("01:00:00");
    expect(woken).toBe(true);
  });

  test("is refused if it is none of that", () => {
    expect(() => install({ alsoFake: ["fetch" as never] })).toThrow('alsoFake has "fetch"');
    expect(globalThis.setTimeout).toBe(timers.setTimeout);
  });
});

describe("withGlobal", () => {
  test("fakes another global object, and leaves this one alone", () => {
    const window: Record<string, unknown> = { Date, setTimeout: () => 12, clearTimeout: () => {} };
    const fakes = withGlobal(window);
    expect(Object.keys(fakes.timers)).toEqual(["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"]);
    clock = fakes.install({ now: 9, ignoreMissingTimers: true });
    expect((window.Date as DateConstructor).now()).toBe(9);
    expect(globalThis.Date).toBe(timers.Date);
    clock.uninstall();
    expect(window.Date).toBe(Date);
  });

  test("returns numbers for timers where that object does", () => {
    const fired: string[] = [];
    clock = withGlobal({ Date, setTimeout: () => 12 }).createClock();
    const timer = clock.setTimeout(() => fired.push("cleared"), 1);
    clock.setTimeout(() => fired.push("called"), 1);
    expect(timer).toBeTypeOf("number");
    clock.clearTimeout(timer);
    clock.tick(1);
    expect(fired).toEqual(["called"]);
  });

  test("takes away again what it has put over something inherited", () => {
    const window = Object.create({ Date, setTimeout: () => 12 }) as Record<string, unknown>;
    clock = withGlobal(window).install({ toFake: ["setTimeout"] });
    expect(Object.keys(window)).toEqual(["setTimeout"]);
    clock.uninstall();
    expect(Object.keys(window)).toEqual([]);
  });

  test("refuses an object without Date", () => {
    expect(() => withGlobal({})).toThrow("The global scope doesn't have a `Date` object");
  });
});
