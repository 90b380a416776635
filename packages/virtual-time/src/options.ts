import type { Budget } from "./budget.ts";
import { DEFAULT_EPOCH_MS } from "./scope.ts";
import type { TimelineOptions } from "./timeline.ts";

/** What `runVirtual` and `virtualTime` may be told. */
export interface VirtualTimeOptions {
  /** What the wall clock shows at the start: a date, or milliseconds since 1970. Default: 2024-01-01T00:00:00Z. */
  startDate?: Date | number | string;
  /** Seeds `Math.random` and `crypto`. Default: 1. */
  seed?: number;
  /** Whether time jumps to the next timer when nothing else can happen. Default: `true`. */
  autojump?: boolean;
  /**
   * What happens when the code waits for real I/O. Default `"wait"`: real time passes and virtual time stands still, so
   * that it never loses to a virtual timer.
   */
  externals?: "wait" | "error";
  /** How much may happen before that is taken for a program without end, each time that somebody moves time. */
  budget?: Budget;
  /** Whether timers that are left in the end are an error. Default: `"ignore"`. */
  leftovers?: "ignore" | "error";
  /**
   * One step that takes longer than this, in real milliseconds, is taken for an endless loop: a watchdog prints where it
   * is, and ends the process, since nothing else can. It needs a thread, and works in the main thread of a process.
   * Default: 0, which is no watchdog, as is `Infinity`.
   */
  stepLimitMs?: number;
  /**
   * How many timers remember who made them. To remember costs as much as ten timers, so that by default it is the first 8,
   * and those shortly before a budget is spent; `Infinity`: all.
   */
  origins?: number;
}

/** @throws {RangeError} if `startDate` is no date, or `stepLimitMs` no time */
export function timelineOptions(options: VirtualTimeOptions): TimelineOptions {
  const {
    startDate = DEFAULT_EPOCH_MS,
    seed = 1,
    autojump = true,
    externals = "wait",
    budget = {},
    stepLimitMs = 0,
    origins = 8,
  } = options;
  const epochMs = new Date(startDate).getTime();
  if (Number.isNaN(epochMs)) throw new RangeError(`startDate needs a date, and got ${String(startDate)}.`);
  if (!(stepLimitMs >= 0)) {
    throw new RangeError(`stepLimitMs needs a number of milliseconds, or 0 for no limit, and got ${stepLimitMs}.`);
  }
  return { epochMs, seed, autojump, externals, budget, stepLimitMs: stepLimitMs || Infinity, origins };
}
