import type { Budget } from "./budget.ts";
import { Goal, type Aim } from "./goal.ts";
import { pendingTimers, type PendingTimers } from "./pending.ts";
import type { Timeline } from "./timeline.ts";

/**
 * The virtual time of a scope, and what moves it by hand.
 *
 * Each of the promises resolves when every timer that was due has fired and every microtask has run, those that came up
 * meanwhile included; it rejects with what a timer's callback throws. What is called while another one is under way comes
 * after it.
 */
export class Time {
  /** @internal */
  readonly timeline: Timeline;

  /** @internal */
  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  /** Milliseconds since virtual time began, which `setSystemTime` does not move; `performance.now()` shows 1,000 more. */
  now(): number {
    return this.timeline.now();
  }

  /**
   * Lets `ms` milliseconds pass.
   *
   * @param ms - milliseconds, none or more; fractions allowed
   * @throws {RangeError} if it is less than 0, or no number
   * @example
   * using time = virtualTime();
   * setTimeout(() => console.log("an hour later"), 3_600_000);
   * await time.advance(3_600_000);
   */
  async advance(ms: number): Promise<void> {
    await this.#pursue({ withinMs: duration("advance", ms), arrives: true });
  }

  /**
   * Lets time pass until the wall clock shows `date`.
   *
   * @throws {RangeError} if that is in the past, or no date; to go back, use {@link setSystemTime}
   */
  async advanceTo(date: Date | number | string): Promise<void> {
    const ms = wallMs("advanceTo", date) - this.timeline.scope.wallMs();
    await this.#pursue({ withinMs: duration("advanceTo", ms), arrives: true });
  }

  /**
   * Lets time pass until the scope is idle: nothing is ready, nothing real goes on, and no timer is due before the
   * horizon. Time stands at the last timer that has fired.
   *
   * @param options - `horizonMs`: how far to look for a timer, in milliseconds from now; default 60,000
   */
  async runUntilIdle({ horizonMs = 60_000, budget }: { horizonMs?: number; budget?: Budget } = {}): Promise<void> {
    await this.#pursue({ withinMs: duration("runUntilIdle", horizonMs), budget });
  }

  /** Jumps to the next timer, and lets all that are due at that moment fire. Without a timer, only what is ready runs. */
  async toNextTimer(): Promise<void> {
    await this.#pursue({ jumps: 1 });
  }

  /**
   * Lets time pass until there is no timer any more.
   *
   * @throws {BudgetExceededError} when awaited, if they never end
   */
  async runAll(budget?: Budget): Promise<void> {
    await this.#pursue({ budget });
  }

  /**
   * {@link advance} inside this call. Timers and immediates fire, and no microtask runs, since the code that calls is
   * likely to be one itself, and the host does not begin one in the midst of another: what awaits a timer goes on only
   * when the caller awaits something. Real I/O is not waited for.
   */
  advanceSync(ms: number): void {
    this.timeline.pursueNow(new Goal({ withinMs: duration("advanceSync", ms), arrives: true }));
  }

  /** {@link toNextTimer} inside this call, like {@link advanceSync}. */
  toNextTimerSync(): void {
    this.timeline.pursueNow(new Goal({ jumps: 1 }));
  }

  /**
   * {@link runAll} inside this call, like {@link advanceSync}.
   *
   * @throws {BudgetExceededError} if the timers never end
   */
  runAllSync(budget?: Budget): void {
    this.timeline.pursueNow(new Goal({ budget }));
  }

  /**
   * Puts the wall clock to `date`, as when daylight saving begins, a time server corrects it, or a laptop wakes up. Timers
   * and `performance.now()` stay as they are.
   *
   * @throws {RangeError} if it is no date
   */
  setSystemTime(date: Date | number | string): void {
    this.timeline.scope.setWallMs(wallMs("setSystemTime", date));
  }

  /** Every timer that has not fired, in the order in which they will; as a string, a table. */
  pending(): PendingTimers {
    return pendingTimers(this.timeline.scope);
  }

  #pursue(aim: Aim): Promise<void> {
    const goal = new Goal(aim);
    this.timeline.pursue(goal);
    return goal.promise;
  }
}

function duration(method: string, ms: number): number {
  if (ms >= 0) return ms;
  throw new RangeError(`time.${method}() needs a number of milliseconds that is not less than 0, and got ${ms}.`);
}

function wallMs(method: string, date: Date | number | string): number {
  const ms = new Date(date).getTime();
  if (Number.isNaN(ms)) throw new RangeError(`time.${method}() needs a date, and got ${String(date)}.`);
  return ms;
}
