import { builtinModule, syncBuiltinExports } from "../globals/builtin-modules.ts";
import { Clock } from "./clock.ts";
import type { TimerCallback } from "./fake-globals.ts";
import { silentPerformance } from "./fake-performance.ts";
import type { FakeMethod, NativeTimers } from "./native-timers.ts";
import { replaceProperty } from "./replaced-property.ts";
import { type Epoch, epochMs } from "./time-values.ts";
import { timersPromisesBy } from "./timers-promises.ts";

/** What to fake, and how. */
export interface Config {
  /** What the clock shows first. Default: 0, the beginning of 1970. */
  now?: Epoch | undefined;
  /** Default: all that the host has. */
  toFake?: FakeMethod[] | undefined;
  /** Fakes all but these. */
  toNotFake?: FakeMethod[] | undefined;
  /** What `@sinonjs/fake-timers` leaves real, so that tests may count on it. Default: nothing. */
  alsoFake?: AlsoFake[] | undefined;
  /** How many timers `runAll()` runs before it takes them for an endless loop. Default: 1000. */
  loopLimit?: number | undefined;
  /** Whether the clock moves along with real time. */
  shouldAdvanceTime?: boolean | undefined;
  /** In steps of so many milliseconds. Default: 20. */
  advanceTimeDelta?: number | undefined;
  /** Whether `clearTimeout` and its like clear timers that were made before, too. */
  shouldClearNativeTimers?: boolean | undefined;
  /** Whether what is to be faked may be missing. */
  ignoreMissingTimers?: boolean | undefined;
  /** Refused: `withGlobal(target)` has taken its place. */
  target?: unknown;
}

/**
 * - `AbortSignal.timeout`
 * - `scheduler.wait`, of `node:timers/promises`
 * - `import`: what code has imported by name from `node:timers` and `node:timers/promises`, or will
 */
export type AlsoFake = "AbortSignal.timeout" | "scheduler.wait" | "import";

/** @throws {TypeError} if the configuration contradicts itself, or the global object is faked already */
export function installInto(native: NativeTimers, config: Config): Clock {
  checkConfig(config, native);
  const clock = new Clock(native, config.now, config.loopLimit);
  clock.shouldClearNativeTimers = config.shouldClearNativeTimers === true;
  clock.methods = methodsOf(config, native);
  const modules = native.global === (globalThis as unknown) ? timerModules(clock) : [];
  try {
    for (const name of clock.methods as FakeMethod[]) {
      if (native.has(name)) fake(clock, native, name, config, modules);
      else if (config.ignoreMissingTimers !== true)
        throw new ReferenceError(`non-existent timers and/or objects cannot be faked: '${name}'`);
    }
    for (const name of config.alsoFake ?? []) fakeAlso(clock, native, name);
  } catch (error) {
    clock.uninstall(); // what was faked before something could not be
    throw error;
  }
  if (config.shouldAdvanceTime === true)
    clock.setTickMode({ mode: "interval", delta: config.advanceTimeDelta || undefined });
  return clock;
}

function checkConfig(config: unknown, { global }: NativeTimers): asserts config is Config {
  if (typeof config !== "object" || config === null || config instanceof Date || Array.isArray(config))
    throw new TypeError(`FakeTimers.install called with ${String(config)} install requires an object parameter`);
  if ((global.Date as { isFake?: boolean }).isFake === true)
    throw new TypeError(
      "Can't install fake timers twice on the same global object. Give back the first: clock.uninstall().",
    );
  if (Object.hasOwn(config, "toFake") && Object.hasOwn(config, "toNotFake"))
    throw new TypeError("config.toFake and config.toNotFake cannot be used together");
  if ("target" in config && Boolean(config.target))
    throw new TypeError("config.target is no longer supported. Use `withGlobal(target)` instead.");
}

function methodsOf({ toFake = [], toNotFake = [] }: Config, native: NativeTimers): string[] {
  return toFake.length > 0 ? toFake : native.names.filter((name) => !toNotFake.includes(name));
}

/** A module of the host that has some of the same functions, and what stands in for them if it is nothing global. */
interface TimerModule {
  readonly exports: object;
  readonly standIns: Partial<Record<FakeMethod, unknown>> | undefined;
}

function timerModules(clock: Clock): TimerModule[] {
  const timers = builtinModule<object>("node:timers");
  const promises = builtinModule<object>("node:timers/promises");
  return [
    ...(timers === undefined ? [] : [{ exports: timers, standIns: undefined }]),
    ...(promises === undefined ? [] : [{ exports: promises, standIns: { ...timersPromisesBy(clock) } }]),
  ];
}

function fake(
  clock: Clock,
  native: NativeTimers,
  name: FakeMethod,
  { now }: Config,
  modules: readonly TimerModule[],
): void {
  const put = (owner: object, key: string, value: unknown): void =>
    void clock.uninstalls.push(replaceProperty(owner, key, value));
  if (name === "performance") {
    const { performance } = native.natives;
    Object.assign(clock.performance, silentPerformance(performance as object, epochMs(now)), { clock });
    if (modules.length > 0) put(performance as object, "now", clock.performance.now); // node:perf_hooks has it, too
  }
  if (name === "scheduler") Object.assign(clock.scheduler as object, { clock });
  const value = isFunction(name) ? standInFor(clock, name) : clock[name];
  put(native.ownerOf(name) as object, name, value);
  for (const { exports, standIns } of modules) {
    const standIn = standIns === undefined ? value : standIns[name];
    if (standIn !== undefined && name in exports) put(exports, name, standIn);
  }
}

/** Calls what the clock has by that name then: a test may put a spy there. */
function standInFor(clock: Clock, name: Exclude<FakeMethod, Namespace>): unknown {
  const ours = clock[name] as TimerCallback;
  const standIn = (...args: never[]): unknown => (clock[name] as TimerCallback)(...args);
  Object.defineProperties(standIn, Object.getOwnPropertyDescriptors(ours)); // its name; util.promisify's form
  clock.parts.watch.standIns.set(ours, standIn);
  return Object.assign(standIn, { clock });
}

type Namespace = "Date" | "Intl" | "Temporal" | "performance" | "scheduler";

function isFunction(name: FakeMethod): name is Exclude<FakeMethod, Namespace> {
  return !["Date", "Intl", "Temporal", "performance", "scheduler"].includes(name);
}

function fakeAlso(clock: Clock, { global }: NativeTimers, name: AlsoFake): void {
  const put = (owner: object, key: string, value: unknown): void =>
    void clock.uninstalls.push(replaceProperty(owner, key, value));
  switch (name) {
    case "AbortSignal.timeout": {
      put(global.AbortSignal as object, "timeout", (ms: number): AbortSignal => {
        const controller = new AbortController();
        const abort = (): void =>
          controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
        clock.setTimeout(abort, ms);
        return controller.signal;
      });
      break;
    }
    case "scheduler.wait": {
      const promises = builtinModule<{ scheduler: object }>("node:timers/promises");
      const { setTimeout } = timersPromisesBy(clock);
      if (promises !== undefined)
        put(promises.scheduler, "wait", (ms: number, options?: { signal?: AbortSignal }) =>
          setTimeout(ms, undefined, options),
        );
      break;
    }
    case "import": {
      syncBuiltinExports();
      clock.uninstalls.unshift(syncBuiltinExports); // the last to be undone
      break;
    }
    default:
      throw new TypeError(`alsoFake has "${String(name)}", which is none of what can be faked.`);
  }
}
