import { hostNow, realOf } from "./real.ts";

/**
 * What time is it, and how does one wait until the next deadline?
 *
 * One of the loop's seams. {@link realTimeClock} lets the host's time pass; a virtual clock jumps.
 * All times are milliseconds, fractions allowed, since an origin of the clock's own choosing.
 */
export interface Clock {
  /** A timer is due when its deadline is less than this far ahead (asyncio: `clock_resolution`). */
  readonly resolutionMs: number;

  /** The present moment; never goes back. */
  now(): number;

  /**
   * Waits until `deadlineMs`, or without a deadline (`undefined`) until the clock's owner is woken by somebody else.
   *
   * - `"arrived"`: the moment has come (a virtual clock has jumped to it);
   * - `"never"`: nothing will ever come of it: time stands still and nobody else can wake the loop;
   * - a function: the host's time passes. `wake` will be called then; the function calls it off.
   */
  wait(deadlineMs: number | undefined, wake: () => void): "arrived" | "never" | (() => void);
}

/** The host's own time, monotonic; its origin is that of `performance.now()`. */
export const realTimeClock: Clock = {
  resolutionMs: 0.001,
  now: () => hostNow(),
  wait(deadlineMs, wake) {
    if (deadlineMs === undefined) {
      // Somebody may still call callSoonThreadsafe(): hold the process open, as asyncio's selector does.
      const vigil = hostSetInterval(() => {}, MAX_TIMEOUT_MS);
      return () => hostClearInterval(vigil);
    }
    const delayMs = deadlineMs - hostNow();
    if (delayMs <= 0) return "arrived";
    // Rounded up: a host timer that fires early would only make the loop wait again.
    const timer = hostSetTimeout(wake, Math.min(Math.ceil(delayMs), MAX_TIMEOUT_MS));
    return () => hostClearTimeout(timer);
  },
};

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

// Taken when the module is loaded: a scope of virtual time may stand in for the globals later.
const hostSetTimeout = realOf(globalThis.setTimeout);
const hostClearTimeout = realOf(globalThis.clearTimeout);
const hostSetInterval = realOf(globalThis.setInterval);
const hostClearInterval = realOf(globalThis.clearInterval);
