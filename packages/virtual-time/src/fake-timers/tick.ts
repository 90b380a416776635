import type { ClockParts } from "./fake-globals.ts";
import type { FakeTimer } from "./fake-timer.ts";
import { InfiniteLoopError } from "./infinite-loop.ts";

/**
 * One `clock.tick()`: the timers that are due in it, in order, each with the jobs that came up before it.
 *
 * If a callback moves the clock itself, what is left of this tick begins there. The first error is thrown in the end.
 */
export class Tick {
  readonly #clock: ClockParts;
  readonly #nanos: number;
  #fromMs: number;
  #toMs: number;
  /** Where to look from: one timer behind, so that one which a callback put before the present is still found. */
  #previousMs: number;
  #failure: { error: unknown } | undefined;
  #standstills = 0;

  /** @throws {TypeError} if `ms` is negative */
  constructor(clock: ClockParts, ms: number) {
    if (ms < 0) throw new TypeError("Negative ticks are not supported");
    const { time } = clock.timers;
    const nanos = time.nanos + (Math.floor(ms * NANOS_A_MS) % NANOS_A_MS);
    const carry = nanos >= NANOS_A_MS ? 1 : 0;
    this.#clock = clock;
    this.#nanos = nanos - carry * NANOS_A_MS;
    this.#fromMs = time.elapsedMs;
    this.#previousMs = time.elapsedMs;
    this.#toMs = time.elapsedMs + Math.floor(ms) + carry;
  }

  /** Without promises: a callback of `then` runs when the code that ticks is over. */
  run(): void {
    this.#begin();
    try {
      let timer = this.#next(this.#fromMs);
      while (timer !== undefined && this.#fromMs <= this.#toMs) {
        const beforeMs = this.#runTimer(timer);
        this.#refuseStandstill(timer);
        this.#follow(beforeMs);
        timer = this.#next(this.#previousMs);
        this.#previousMs = this.#fromMs;
      }
      this.#runJobs();
    } finally {
      this.#clock.timers.duringTick = false;
    }
    this.#finish();
  }

  /** With a macrotask of the host after each timer. */
  async runAsync(): Promise<void> {
    this.#begin();
    try {
      let timer = this.#next(this.#fromMs);
      while (timer !== undefined && this.#fromMs <= this.#toMs) {
        const beforeMs = this.#runTimer(timer);
        await this.#clock.native.macrotask();
        this.#follow(beforeMs);
        timer = this.#next(this.#fromMs);
      }
      this.#runJobs();
    } finally {
      this.#clock.timers.duringTick = false;
    }
    this.#finish();
  }

  #begin(): void {
    const { timers } = this.#clock;
    timers.time.nanos = this.#nanos;
    timers.duringTick = true;
    try {
      this.#runJobs();
    } catch (error) {
      timers.duringTick = false;
      throw error;
    }
  }

  #next(fromMs: number): FakeTimer | undefined {
    return this.#clock.timers.firstBetween(fromMs, this.#toMs);
  }

  /** @returns what the time was before its callback */
  #runTimer(timer: FakeTimer): number {
    const { timers, jobs } = this.#clock;
    this.#fromMs = timer.when;
    timers.time.elapsedMs = timer.when;
    const beforeMs = timer.when;
    try {
      jobs.run();
      if (timer.isPending) timers.fire(timer); // else a job has cleared it
    } catch (error) {
      this.#failure ??= { error };
    }
    return beforeMs;
  }

  #runJobs(): void {
    const { jobs, timers } = this.#clock;
    const beforeMs = timers.time.elapsedMs;
    jobs.run();
    const movedMs = timers.time.elapsedMs - beforeMs;
    this.#fromMs += movedMs;
    this.#toMs += movedMs;
  }

  /** The clock has been moved by what ran: so is this tick. */
  #follow(beforeMs: number): void {
    const movedMs = this.#clock.timers.time.elapsedMs - beforeMs;
    this.#fromMs += movedMs;
    this.#toMs += movedMs;
    this.#previousMs += movedMs;
  }

  /** An interval of 0 ms is due again at once, for ever. */
  #refuseStandstill(timer: FakeTimer): void {
    if (timer.interval !== 0) return;
    const { loopLimit } = this.#clock.watch;
    if (++this.#standstills > STANDSTILLS * loopLimit) throw new InfiniteLoopError(loopLimit, timer);
  }

  #finish(): void {
    const { timers } = this.#clock;
    const { time } = timers;
    if (this.#next(this.#fromMs) !== undefined) {
      // The last jobs have made timers that are due in this tick.
      try {
        new Tick(this.#clock, this.#toMs - time.elapsedMs).run();
      } catch (error) {
        this.#failure ??= { error };
      }
    } else {
      time.elapsedMs = this.#toMs;
      time.nanos = this.#nanos;
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

const NANOS_A_MS = 1e6;
/** How often the limit of a loop a zero interval may fire in one tick. */
const STANDSTILLS = 100;
