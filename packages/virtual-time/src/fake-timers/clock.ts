import { dateReading } from "../globals/date-reading.ts";
import { AutoTick, type SetTickModeConfig } from "./auto-tick.ts";
import { intlReading } from "./fake-intl.ts";
import { temporalReading } from "./fake-temporal.ts";
import { FakeTime } from "./fake-time.ts";
import { FakeTimer, type TimerRequest, type TimerType } from "./fake-timer.ts";
import { InfiniteLoopError, LoopWatch } from "./infinite-loop.ts";
import { type Callback, JobQueue } from "./job-queue.ts";
import type { NativeTimers } from "./native-timers.ts";
import { postTaskBy } from "./post-task.ts";
import { Tick, type Ticking } from "./tick.ts";
import { type Epoch, epochMs, tickMs, type TickValue } from "./time-values.ts";
import { TimerNumbers, TimerQueue, wholeMs } from "./timer-queue.ts";

/** What a fake `setTimeout` returns: an object where the host's does so, else its number. */
export type TimerId = number | FakeTimer;

/** A function that is called back with whatever it was scheduled with. */
export type TimerCallback = (...args: never[]) => unknown;

/** What an idle callback is told. */
export interface IdleDeadline {
  didTimeout: boolean;
  timeRemaining: () => number;
}

/**
 * A clock that stands still until it is moved, with timers and dates that obey it.
 *
 * `install()` and `createClock()` make one. Its functions can be taken off it, and replaced on it by a test's own.
 */
export class Clock implements Disposable {
  /** Its timers, dates and all else that tells time. */
  readonly #time: FakeTime;
  readonly #watch: LoopWatch;
  readonly #timers: TimerQueue;
  readonly #jobs: JobQueue;
  readonly #native: NativeTimers;
  readonly #ticking: Ticking;
  readonly #auto: AutoTick;

  /** The names of what is faked by it; none after `uninstall()`. */
  methods: string[] = [];
  /** Whether `clearTimeout` and its like pass on what is none of its own. */
  shouldClearNativeTimers = false;

  /** @internal */
  readonly uninstalls: (() => void)[] = [];
  /** What listens for the abort of a signal for something of this clock. @internal */
  readonly abortListeners: Set<() => void> = new Set();

  Date: DateConstructor & { clock?: Clock; isFake?: boolean };
  /** Where the host has it, as `scheduler`. */
  Temporal?: unknown;
  scheduler?: { postTask: ReturnType<typeof postTaskBy> };
  performance: { now: () => number; [name: string]: unknown };
  hrtime: ((previous?: readonly number[]) => [number, number]) & { bigint: () => bigint };

  readonly #present = (): number => this.now;
  #intl: (typeof globalThis.Intl & { clock?: Clock }) | undefined;

  /** @internal */
  constructor(native: NativeTimers, start: Epoch | undefined, loopLimit = 1000) {
    const time = new FakeTime(epochMs(start));
    const watch = new LoopWatch(loopLimit || 1000);
    this.#native = native;
    this.#time = time;
    this.#watch = watch;
    this.#timers = new TimerQueue(time, watch, native.numbers);
    this.#jobs = new JobQueue(watch);
    this.#ticking = { timers: this.#timers, jobs: this.#jobs, watch, macrotask: native.macrotask };
    this.#auto = new AutoTick({
      every: (deltaMs) => {
        const { setInterval, clearInterval } = native.natives;
        const interval = setInterval(() => void this.tick(deltaMs), deltaMs);
        return () => clearInterval(interval);
      },
      turn: native.turn,
      next: () => void this.next(),
    });

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

  /** What it shows, in milliseconds since 1970. By assignment it moves without its timers. */
  get now(): number {
    return this.#time.wallMs;
  }

  set now(wallMs: number) {
    this.#time.elapsedMs = this.#time.fromWallMs(wallMs);
  }

  /** Where the host has it. */
  get Intl(): (typeof globalThis.Intl & { clock?: Clock }) | undefined {
    const { Intl: NativeIntl } = this.#native.natives;
    if (NativeIntl === undefined) return undefined;
    this.#intl ??= Object.assign(intlReading(this.#present, NativeIntl), { clock: this });
    return this.#intl;
  }

  /** How many timers `runAll()` runs before it takes them for an endless loop. */
  get loopLimit(): number {
    return this.#watch.loopLimit;
  }

  set loopLimit(limit: number) {
    this.#watch.loopLimit = limit;
  }

  /** The pending timers by their numbers. */
  get timers(): Map<number, FakeTimer> {
    return new Map(this.#timers.inOrder().map((timer) => [timer.id, timer]));
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
    const delay = this.#toNextFrameMs();
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
    const deadline: IdleDeadline = { didTimeout: true, timeRemaining: () => (this.countTimers() > 0 ? IDLE_MS : 0) };
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
    this.#jobs.add(callback as Callback, args, this.nextTick);

  queueMicrotask = (callback: () => unknown): void => this.#jobs.add(callback, [], this.queueMicrotask);

  /** How many timers, and jobs of `nextTick` and `queueMicrotask`, wait. */
  countTimers = (): number => this.#timers.size + this.#jobs.size;

  /** Runs what `nextTick` and `queueMicrotask` were given. */
  runMicrotasks = (): void => this.#jobs.run();

  /**
   * Moves the clock, and calls what is due meanwhile, in order.
   *
   * @returns what the clock shows
   * @throws what a callback has thrown first, when all have run
   */
  tick = (value?: TickValue): number => {
    new Tick(this.#ticking, this.#tickMs(value)).run();
    return this.now;
  };

  /** As {@link Clock.tick}, with a macrotask of the host before the first timer and after each. */
  tickAsync = (value?: TickValue): Promise<number> =>
    this.#async(async () => {
      await new Tick(this.#ticking, this.#tickMs(value)).runAsync();
      return this.now;
    });

  /** Moves the clock to the next timer, and calls it. */
  next = (): number => {
    this.#jobs.run();
    const timer = this.#timers.first();
    if (timer === undefined) return this.now;
    this.#timers.duringTick = true;
    try {
      this.#time.elapsedMs = timer.when;
      this.#timers.fire(timer);
      this.#jobs.run();
      return this.now;
    } finally {
      this.#timers.duringTick = false;
    }
  };

  nextAsync = (): Promise<number> =>
    this.#async(async () => {
      if (this.#timers.size + this.#jobs.size === 0) return this.now;
      try {
        this.next();
      } finally {
        await this.#native.macrotask();
      }
      return this.now;
    });

  /**
   * Calls all timers, and those that come up meanwhile.
   *
   * @throws {InfiniteLoopError} if there are more than `loopLimit`
   */
  runAll = (): number => {
    this.#jobs.run();
    for (let ran = 0; this.#mayRun(ran); ran++) this.next();
    return this.now;
  };

  runAllAsync = (): Promise<number> =>
    this.#async(async () => {
      this.#jobs.run();
      for (let ran = 0; this.#mayRun(ran); ran++) {
        this.next();
        await this.#native.macrotask();
        this.#jobs.run();
      }
      return this.now;
    });

  /** Moves the clock to the timer that is the last now. */
  runToLast = (): number => {
    const last = this.#timers.last();
    if (last !== undefined) return this.tick(last.when - this.#time.elapsedMs);
    this.#jobs.run();
    return this.now;
  };

  runToLastAsync = (): Promise<number> =>
    this.#async(async () => {
      const last = this.#timers.last();
      if (last !== undefined) return this.tickAsync(last.when - this.#time.elapsedMs);
      this.#jobs.run();
      return this.now;
    });

  /** Moves the clock to the next animation frame. */
  runToFrame = (): number => this.tick(this.#toNextFrameMs());

  /** Moves the clock in one step, as when a laptop wakes up: what was due meanwhile is called once, at the end. */
  jump = (value?: TickValue): number => {
    const ms = Math.floor(this.#tickMs(value));
    this.#timers.postpone(this.#time.elapsedMs + ms);
    return this.tick(ms);
  };

  /** Sets the wall clock. Monotonic time, and so every timer, stays as it is. */
  setSystemTime = (now?: Epoch): void => this.#time.setWallMs(epochMs(now));

  /** Forgets all timers, and shows again what it showed first. */
  reset = (): void => {
    this.#time.reset();
    this.#timers.clear();
    this.#jobs.clear();
  };

  /** By whom it is moved, from now on. */
  setTickMode = (config: SetTickModeConfig): void => this.#auto.set(config);

  /**
   * Gives back what is faked by it.
   *
   * @returns the timers that were left
   */
  uninstall = (): FakeTimer[] => {
    this.#auto.end();
    for (const undo of this.uninstalls.splice(0).toReversed()) undo();
    for (const unlisten of this.abortListeners) unlisten();
    this.methods = [];
    return this.#timers.inOrder();
  };

  [Symbol.dispose](): void {
    this.uninstall();
  }

  /** What the user calls instead of a function of ours, which stacks begin below. @internal */
  standsIn(standIn: unknown, ours: unknown): void {
    this.#watch.standIns.set(ours, standIn);
  }

  #add(request: TimerRequest, below: (...args: never[]) => unknown): TimerId {
    const timer = this.#timers.add(request, below);
    return this.#native.returnsObjects ? timer : Number(timer);
  }

  #clear(handle: unknown, type: TimerType): void {
    if (!handle) return;
    if (!(handle instanceof FakeTimer) && !(Number(handle) >= TimerNumbers.first)) {
      this.#clearNative(handle, CLEARS[type]);
      return;
    }
    const timer = this.#timers.find(handle);
    if (timer === undefined) return;
    if (!isClearedAs(timer, type))
      throw new Error(
        `Cannot clear timer: timer created with ${STARTS[timer.type]}() but cleared with ${CLEARS[type]}()`,
      );
    this.#timers.remove(timer);
  }

  #clearNative(handle: unknown, name: (typeof CLEARS)[TimerType]): void {
    if (this.shouldClearNativeTimers) {
      const clear = this.#native.natives[name] as ((handle: unknown) => void) | undefined;
      clear?.(handle);
      return;
    }
    this.#native.warnOnce(
      `FakeTimers: ${name} was invoked to clear a native timer instead of one created by this library.` +
        "\nTo automatically clean-up native timers, use `shouldClearNativeTimers`.",
    );
  }

  /** Whether one more timer may run after so many. */
  #mayRun(ran: number): boolean {
    const watch = this.#watch;
    const first = this.#timers.first();
    if (first === undefined) {
      watch.over();
      return false;
    }
    if (ran >= watch.loopLimit) {
      watch.over();
      throw new InfiniteLoopError(watch.loopLimit, first);
    }
    watch.ran(ran);
    return true;
  }

  #toNextFrameMs(): number {
    return FRAME_MS - (this.#time.elapsedMs % FRAME_MS);
  }

  #tickMs(value: TickValue | undefined): number {
    return tickMs(value, () => {
      const { Temporal } = this.#native.natives;
      if (Temporal === undefined) return undefined;
      return Temporal.Instant.fromEpochMilliseconds(this.now).toZonedDateTimeISO(Temporal.Now.timeZoneId());
    });
  }

  /** What promises had to do is done first. */
  #async<T>(work: () => Promise<T>): Promise<T> {
    return this.#auto.paused(async () => {
      await this.#native.macrotask();
      return work();
    });
  }

  /** A promise of the global object's own kind. */
  #promise(executor: (resolve: (value: unknown) => void) => void): Promise<unknown> {
    return new ((this.#native.global.Promise as PromiseConstructor | undefined) ?? Promise)(executor);
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
const FRAME_MS = 16;
/** What an idle callback is granted while something else waits. */
const IDLE_MS = 50;
