/**
 * A drop-in for `@sinonjs/fake-timers` 15: the same functions, by the same rules.
 *
 * A clock that is installed rules the whole process until it is uninstalled. Where each test is to have its own, and time
 * moves by itself, there are `runVirtual` and `virtualTime` of `@heddle/virtual-time`.
 *
 * @module
 */
import { Clock } from "./clock.ts";
import { type Config, installInto } from "./install.ts";
import { type GlobalObject, NativeTimers, type Timers } from "./native-timers.ts";
import type { Epoch } from "./time-values.ts";

/** What there is for a global object. */
export interface FakeTimers {
  /** What is native in it. */
  timers: Timers;
  createClock: (now?: Epoch, loopLimit?: number) => Clock;
  install: (config?: Config) => Clock;
  withGlobal: (global: object) => FakeTimers;
}

/**
 * The same for another global object, such as the window of jsdom.
 *
 * @throws {Error} if it has no `Date`
 */
export function withGlobal(global: object): FakeTimers {
  const native = new NativeTimers(global as GlobalObject);
  return {
    timers: native.natives,
    createClock: (now, loopLimit) => new Clock(native, now, loopLimit),
    install: (config = {}) => installInto(native, config),
    withGlobal,
  };
}

const host = withGlobal(globalThis);

/** The native functions and objects, as they were when this module was loaded. */
export const timers: Timers = host.timers;

/**
 * Makes a clock that replaces nothing.
 *
 * @param now - what it shows first. Default: 0
 * @param loopLimit - how many timers `runAll()` runs before it takes them for an endless loop. Default: 1000
 * @example
 * const clock = createClock();
 * clock.setTimeout(() => console.log("boiled"), 180_000);
 * clock.tick("03:00"); // prints boiled
 */
export const createClock: FakeTimers["createClock"] = host.createClock;

/**
 * Puts a clock in the place of the globals, until `clock.uninstall()`.
 *
 * @throws {TypeError} if the configuration contradicts itself, or fake timers are installed already
 * @throws {ReferenceError} if something is to be faked that the host has not
 * @example
 * using clock = install({ now: new Date("2024-01-01") });
 * setTimeout(() => console.log("boiled"), 180_000);
 * clock.tick("03:00"); // prints boiled
 */
export const install: FakeTimers["install"] = host.install;

export type { Config as FakeTimerInstallOpts, Config } from "./install.ts";
export type { Clock as InstalledClock } from "./clock.ts";
export { Clock } from "./clock.ts";
export { FakeGlobals, type IdleDeadline, type TimerCallback, type TimerId } from "./fake-globals.ts";
export type { AlsoFake } from "./install.ts";
export type { FakeMethod, Timers } from "./native-timers.ts";
export { FakeTimer, type TimerType } from "./fake-timer.ts";
export { InfiniteLoopError } from "./infinite-loop.ts";
export type { SetTickModeConfig, TickMode } from "./auto-tick.ts";
export type { DurationLike, Epoch, TickValue } from "./time-values.ts";
export type { PostTaskOptions } from "./post-task.ts";
