import { dateReading } from "../globals/date-reading.ts";
import { intlReading } from "./fake-intl.ts";
import { temporalReading } from "./fake-temporal.ts";
import type { FakeTime } from "./fake-time.ts";
import { FakeTimer, type TimerRequest, type TimerType } from "./fake-timer.ts";
import type { LoopWatch } from "./infinite-loop.ts";
import type { Callback, JobQueue } from "./job-queue.ts";
import type { NativeTimers } from "./native-timers.ts";
import { postTaskBy } from "./post-task.ts";
import { TimerNumbers, type TimerQueue, wholeMs } from "./timer-queue.ts";

/** What a fake `setTimeout` returns: an object where the host's does so, else its number. */
export type TimerId = number | FakeTimer;

/** A function that is called back with whatever it was scheduled with. */
export type TimerCallback = (...args: never[]) => unknown;

/** What an idle callback is told. */
export interface IdleDeadline {
  didTimeout: boolean;
  timeRemaining: () => number;
}

/** What a clock is made of. */
export interface ClockParts {
  readonly time: FakeTime;
  readonly timers: TimerQueue;
  readonly jobs: JobQueue;
  readonly watch: LoopWatch;
  readonly native: NativeTimers;
}

/**
 * What an installed clock puts in the place of the globals: what the code under test calls.
 *
 * The functions can be taken off it, and replaced on it by a test's own.
 */
export class FakeGlobals {
  /** Whether `clearTimeout` and its like pass on what is none of its own. */
  shouldClearNativeTimers = false;
  Date: DateConstructor & { clock?: FakeGlobals; isFake?: boolean };
  /** Where the host has it, as `scheduler`. */
  Temporal?: unknown;
  scheduler?: { postTask: ReturnType<typeof postTaskBy> };
  performance: { now: () => number; [name: string]: unknown };
  hrtime: ((previous?: readonly number[]) => [number, number]) & { bigint: () => bigint };

  /** @internal */
  readonly parts: ClockParts;
  /** What listens for the abort of a signal for something of this clock. @internal */
  readonly abortListeners: Set<() => void> = new Set();
  readonly #present = (): number => this.parts.time.wallMs;
  #intl: (typeof globalThis.Intl & { clock?: FakeGlobals }) | undefined;

  /** @internal */
  constructor(parts: ClockParts) {
    this.parts = parts;
    const { time, native } = parts;
    const { Date: NativeDate, Temporal: NativeTemporal, scheduler } = native.natives;
    this.Date = Object.assign(dateReading(this.#present, NativeDate), {
      isFake: true,
      clock: this,
      toString: () => NativeDate.toString(),
    });
    if (NativeTemporal !== undefined) this.Temporal = temporalReading(time, NativeTemporal);
    if (scheduler !== undefined) this.scheduler = { postTask: postTaskBy(this) };
    this.performance = Object.assign(Object.create(null) as object, { now: () => time.performanceNow() });
    this.hrtime = Object.assign((previous?: readonly number[]) => time.hrtime(previous), {
      bigint: () => time.hrtimeBigint(),
    });
    promisified(this.setTimeout, (delay?: number, value?: unknown) =>
      this.#promise((resolve) => void this.setTimeout(resolve, delay, value)),
    );
    promisified(this.setImmediate, (value?: unknown) =>
      this.#promise((resolve) => void this.setImmediate(resolve, value)),
    );
  }

  /** Where the host has it. */
  get Intl(): (typeof globalThis.Intl & { clock?: FakeGlobals }) | undefined {
    const { Intl: NativeIntl } = this.parts.native.natives;
    if (NativeIntl === undefined) return undefined;
    this.#intl ??= Object.assign(intlReading(this.#present, NativeIntl), { clock: this });
    return this.#intl;
  }

  /** @param delay - milliseconds; what is no number, negative or missing counts as 0, more than 2^31 - 1 as 1 */
  setTimeout = (callback: TimerCallback, delay?: number, ...args: unknown[]): TimerId =>
    this.#add({ func: callback as Callback, args, type: "Timeout", delay: timerDelay(delay) }, this.setTimeout);

  setInterval = (callback: TimerCallback, delay?: number, ...args: unknown[]): TimerId => {
    const interval = wholeMs(delay);
    return this.#add(
      {
        func: callback as Callback,
        args,
        type: "Interval",
        delay: timerDelay(interval),
        interval: Number.isFinite(interval) && interval <= MAX_DELAY_MS ? interval : 1,
      },
      this.setInterval,
    );
  };

  /** Due at once, and before timers that are due at once. */
  setImmediate = (callback: TimerCallback, ...args: unknown[]): FakeTimer =>
    this.#add({ func: callback as Callback, args, type: "Immediate" }, this.setImmediate) as FakeTimer;

  /** The next frame begins at the next multiple of 16 ms. */
  requestAnimationFrame = (callback: (nowMs: number) => unknown): number => {
    const delay = this.parts.time.toNextFrameMs();
    return Number(
      this.#add({ func: callback as Callback, args: [], type: "AnimationFrame", delay }, this.requestAnimationFrame),
    );
  };

  /** Due when nothing else is, or when its timeout is over. */
  requestIdleCallback = (
    callback: (deadline: IdleDeadline) => unknown,
    { timeout }: { timeout?: number } = {},
  ): number => {
    const delay = timerDelay(timeout);
    const deadline: IdleDeadline = { didTimeout: true, timeRemaining: () => (this.#isIdle() ? 0 : IDLE_MS) };
    const type = delay === 0 ? "IdleCallback" : "Timeout";
    return Number(
      this.#add({ func: callback as Callback, args: [deadline], type, delay, idle: true }, this.requestIdleCallback),
    );
  };

  /** @throws {Error} if the timer was made by a function of another kind, as are all that clear */
  clearTimeout = (timer?: unknown): void => this.#clear(timer, "Timeout");
  clearInterval = (timer?: unknown): void => this.#clear(timer, "Interval");
  clearImmediate = (timer?: unknown): void => this.#clear(timer, "Immediate");
  cancelAnimationFrame = (id?: unknown): void => this.#clear(id, "AnimationFrame");
  cancelIdleCallback = (id?: unknown): void => this.#clear(id, "IdleCallback");

  /** Runs before the next timer. */
  nextTick = (callback: TimerCallback, ...args: unknown[]): void =>
    this.parts.jobs.add(callback as Callback, args, this.nextTick);

  queueMicrotask = (callback: () => unknown): void => this.parts.jobs.add(callback, [], this.queueMicrotask);

  #isIdle(): boolean {
    return this.parts.timers.size + this.parts.jobs.size === 0;
  }

  #add(request: TimerRequest, below: (...args: never[]) => unknown): TimerId {
    const timer = this.parts.timers.add(request, below);
    return this.parts.native.returnsObjects ? timer : Number(timer);
  }

  #clear(handle: unknown, type: TimerType): void {
    if (!handle) return;
    if (!(handle instanceof FakeTimer) && !(Number(handle) >= TimerNumbers.first)) {
      this.#clearNative(handle, CLEARS[type]);
      return;
    }
    const timer = this.parts.timers.find(handle);
    if (timer === undefined) return;
    if (!isClearedAs(timer, type))
      throw new Error(
        `Cannot clear timer: timer created with ${STARTS[timer.type]}() but cleared with ${CLEARS[type]}()`,
      );
    this.parts.timers.remove(timer);
  }

  #clearNative(handle: unknown, name: (typeof CLEARS)[TimerType]): void {
    if (this.shouldClearNativeTimers) {
      const clear = this.parts.native.natives[name] as ((handle: unknown) => void) | undefined;
      clear?.(handle);
      return;
    }
    this.parts.native.warnOnce(
      `FakeTimers: ${name} was invoked to clear a native timer instead of one created by this library.` +
        "\nTo automatically clean-up native timers, use `shouldClearNativeTimers`.",
    );
  }

  /** A promise of the global object's own kind. */
  #promise(executor: (resolve: (value: unknown) => void) => void): Promise<unknown> {
    return new ((this.parts.native.global.Promise as PromiseConstructor | undefined) ?? Promise)(executor);
  }
}

/** @returns milliseconds from 0 to 2^31 - 1 */
function timerDelay(delay: unknown): number {
  const ms = typeof delay === "number" ? delay : parseInt(String(delay), 10);
  if (!Number.isFinite(ms)) return 0;
  return ms > MAX_DELAY_MS ? 1 : Math.max(0, ms);
}

function isClearedAs(timer: FakeTimer, type: TimerType): boolean {
  if (timer.type === type) return true;
  if (type === "IdleCallback") return timer.requestIdleCallback;
  return (timer.type === "Timeout" && type === "Interval") || (timer.type === "Interval" && type === "Timeout");
}

function promisified(callbackForm: object, promiseForm: (...args: never[]) => Promise<unknown>): void {
  Object.defineProperty(callbackForm, PROMISIFY, { value: promiseForm, configurable: true, writable: true });
}

const STARTS: Record<TimerType, string> = {
  Timeout: "setTimeout",
  Interval: "setInterval",
  Immediate: "setImmediate",
  AnimationFrame: "requestAnimationFrame",
  IdleCallback: "requestIdleCallback",
};
const CLEARS = {
  Timeout: "clearTimeout",
  Interval: "clearInterval",
  Immediate: "clearImmediate",
  AnimationFrame: "cancelAnimationFrame",
  IdleCallback: "cancelIdleCallback",
} as const;

const PROMISIFY = Symbol.for("nodejs.util.promisify.custom");
const MAX_DELAY_MS = 2 ** 31 - 1;
/** What an idle callback is granted while something else waits. */
const IDLE_MS = 50;
