import type { TimerHandle } from "@heddle/loop-core";
import type { Occurrence } from "./enabled.ts";
import { Late } from "./late.ts";
import { Openings } from "./openings.ts";
import type { World } from "./world.ts";

/** How far time may pass when nothing else happens: to the next timer, and past it where timers may be late. */
export class PassingTime {
  readonly openings: Openings;
  readonly #world: World;
  readonly #horizonMs: number;
  readonly #late: boolean;
  #deadlines: Set<{ readonly closesMs: number }> | undefined;
  /** The next delay of timers. */
  #nextLate: Late | undefined;
  #delays = 0;

  constructor(world: World, { horizonMs, timers }: { horizonMs: number; timers: "on time" | "late" }) {
    this.#world = world;
    this.#horizonMs = horizonMs;
    this.#late = timers === "late";
    this.openings = new Openings(world);
  }

  /** Response windows that are open: time must not pass beyond the earliest end. */
  get deadlines(): Set<{ readonly closesMs: number }> {
    return (this.#deadlines ??= new Set());
  }

  /** The timer that fires next, if time may pass to it: windows open before timers of their moment fire. */
  to(earliest: TimerHandle): TimerHandle | undefined {
    // Only a late timer is due earlier than now. And who looks at the clock is seen to: a probe would take it for the body.
    const timer = this.openings.dueBy(this.#late ? this.#dueMs(earliest) : earliest.when) ?? earliest;
    return this.#mayReach(timer.when) ? timer : undefined;
  }

  /** That time passes to the next deadline without this timer having fired, if it may. */
  past(timer: TimerHandle): Late | undefined {
    if (!this.#late) return undefined;
    const dueMs = this.#dueMs(timer);
    if (this.openings.dueBy(dueMs) !== undefined) return undefined;
    const { loop } = this.#world;
    const next = loop.pendingTimers().find(({ when }) => when > dueMs);
    if (next === undefined || !this.#mayReach(next.when)) return undefined;
    const late = (this.#nextLate ??= new Late(this.#world, this.#delays++));
    late.untilMs = next.when;
    return late;
  }

  /** If it is a delay of timers that happens: time passes. */
  happens(occurrence: Occurrence): void {
    const late = this.#nextLate;
    if (late === undefined || occurrence !== late) return;
    this.#nextLate = undefined;
    this.#world.loop.clock.wait(late.untilMs, () => {});
  }

  #dueMs({ when }: TimerHandle): number {
    return Math.max(when, this.#world.loop.time());
  }

  #mayReach(whenMs: number): boolean {
    if (whenMs > this.#horizonMs) return false;
    for (const window of this.#deadlines ?? []) if (window.closesMs < whenMs) return false;
    return true;
  }
}
