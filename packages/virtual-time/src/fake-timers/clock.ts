import { AutoTick, type SetTickModeConfig } from "./auto-tick.ts";
import { FakeGlobals } from "./fake-globals.ts";
import { FakeTime } from "./fake-time.ts";
import type { FakeTimer } from "./fake-timer.ts";
import { InfiniteLoopError, LoopWatch } from "./infinite-loop.ts";
import { JobQueue } from "./job-queue.ts";
import type { NativeTimers } from "./native-timers.ts";
import { Tick } from "./tick.ts";
import { type Epoch, epochMs, tickMs, type TickValue } from "./time-values.ts";
import { TimerQueue } from "./timer-queue.ts";

/**
 * A clock that stands still until it is moved, with timers and dates that obey it.
 *
 * `install()` and `createClock()` make one.
 */
export class Clock extends FakeGlobals implements Disposable {
  /** The names of what is faked by it; none after `uninstall()`. */
  methods: string[] = [];
  /** @internal */
  readonly uninstalls: (() => void)[] = [];
  readonly #auto: AutoTick;

  /** @internal */
  constructor(native: NativeTimers, start: Epoch | undefined, loopLimit = 1000) {
    const time = new FakeTime(epochMs(start));
    const watch = new LoopWatch(loopLimit || 1000);
    const timers = new TimerQueue(time, watch, native.numbers);
    super({ time, watch, timers, jobs: new JobQueue(watch), native });
    this.#auto = new AutoTick({
      every: (deltaMs) => {
        const { setInterval, clearInterval } = native.natives;
        const interval = setInterval(() => void this.tick(deltaMs), deltaMs);
        return () => clearInterval(interval);
      },
      turn: native.turn,
      next: () => void this.next(),
    });
  }

  /** What it shows, in milliseconds since 1970. By assignment it moves without its timers. */
  get now(): number {
    return this.parts.time.wallMs;
  }

  set now(wallMs: number) {
    this.parts.time.elapsedMs = this.parts.time.fromWallMs(wallMs);
  }

  /** How many timers `runAll()` runs before it takes them for an endless loop. */
  get loopLimit(): number {
    return this.parts.watch.loopLimit;
  }

  set loopLimit(limit: number) {
    this.parts.watch.loopLimit = limit;
  }

  /** The pending timers by their numbers. */
  get timers(): Map<number, FakeTimer> {
    return new Map(this.parts.timers.inOrder().map((timer) => [timer.id, timer]));
  }

  /** How many timers, and jobs of `nextTick` and `queueMicrotask`, wait. */
  countTimers = (): number => this.parts.timers.size + this.parts.jobs.size;

  /** Runs what `nextTick` and `queueMicrotask` were given. */
  runMicrotasks = (): void => this.parts.jobs.run();

  /**
   * Moves the clock, and calls what is due meanwhile, in order.
   *
   * @returns what the clock shows
   * @throws what a callback has thrown first, when all have run
   */
  tick = (value?: TickValue): number => {
    new Tick(this.parts, this.#tickMs(value)).run();
    return this.now;
  };

  /** As {@link Clock.tick}, with a macrotask of the host before the first timer and after each. */
  tickAsync = (value?: TickValue): Promise<number> =>
    this.#async(async () => {
      await new Tick(this.parts, this.#tickMs(value)).runAsync();
      return this.now;
    });

  /** Moves the clock to the next timer, and calls it. */
  next = (): number => {
    this.parts.jobs.run();
    const timer = this.parts.timers.first();
    if (timer === undefined) return this.now;
    this.parts.timers.duringTick = true;
    try {
      this.parts.time.elapsedMs = timer.when;
      this.parts.timers.fire(timer);
      this.parts.jobs.run();
      return this.now;
    } finally {
      this.parts.timers.duringTick = false;
    }
  };

  nextAsync = (): Promise<number> =>
    this.#async(async () => {
      if (this.parts.timers.size + this.parts.jobs.size === 0) return this.now;
      try {
        this.next();
      } finally {
        await this.parts.native.macrotask();
      }
      return this.now;
    });

  /**
   * Calls all timers, and those that come up meanwhile.
   *
   * @throws {InfiniteLoopError} if there are more than `loopLimit`
   */
  runAll = (): number => {
    this.parts.jobs.run();
    for (let ran = 0; this.#mayRun(ran); ran++) this.next();
    return this.now;
  };

  runAllAsync = (): Promise<number> =>
    this.#async(async () => {
      this.parts.jobs.run();
      for (let ran = 0; this.#mayRun(ran); ran++) {
        this.next();
        await this.parts.native.macrotask();
        this.parts.jobs.run();
      }
      return this.now;
    });

  /** Moves the clock to the timer that is the last now. */
  runToLast = (): number => {
    const last = this.parts.timers.last();
    if (last !== undefined) return this.tick(last.when - this.parts.time.elapsedMs);
    this.parts.jobs.run();
    return this.now;
  };

  runToLastAsync = (): Promise<number> =>
    this.#async(async () => {
      const last = this.parts.timers.last();
      if (last !== undefined) return this.tickAsync(last.when - this.parts.time.elapsedMs);
      this.parts.jobs.run();
      return this.now;
    });

  /** Moves the clock to the next animation frame. */
  runToFrame = (): number => this.tick(this.parts.time.toNextFrameMs());

  /** Moves the clock in one step, as when a laptop wakes up: what was due meanwhile is called once, at the end. */
  jump = (value?: TickValue): number => {
    const ms = Math.floor(this.#tickMs(value));
    this.parts.timers.postpone(this.parts.time.elapsedMs + ms);
    return this.tick(ms);
  };

  /** Sets the wall clock. Monotonic time, and so every timer, stays as it is. */
  setSystemTime = (now?: Epoch): void => this.parts.time.setWallMs(epochMs(now));

  /** Forgets all timers, and shows again what it showed first. */
  reset = (): void => {
    this.parts.time.reset();
    this.parts.timers.clear();
    this.parts.jobs.clear();
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
    return this.parts.timers.inOrder();
  };

  [Symbol.dispose](): void {
    this.uninstall();
  }

  /** Whether one more timer may run after so many. */
  #mayRun(ran: number): boolean {
    const watch = this.parts.watch;
    const first = this.parts.timers.first();
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

  #tickMs(value: TickValue | undefined): number {
    return tickMs(value, () => {
      const { Temporal } = this.parts.native.natives;
      if (Temporal === undefined) return undefined;
      return Temporal.Instant.fromEpochMilliseconds(this.now).toZonedDateTimeISO(Temporal.Now.timeZoneId());
    });
  }

  /** What promises had to do is done first. */
  #async<T>(work: () => Promise<T>): Promise<T> {
    return this.#auto.paused(async () => {
      await this.parts.native.macrotask();
      return work();
    });
  }
}
