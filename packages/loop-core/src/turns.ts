import type { Chooser } from "./chooser.ts";
import type { Clock } from "./clock.ts";
import type { Machine, Next, Suspension } from "./drive.ts";
import { type Handle, TimerHandle } from "./handle.ts";
import type { LifeCycle } from "./life-cycle.ts";
import type { EventLoop } from "./loop.ts";
import { NextTickGuard } from "./next-tick-guard.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { enterLoop } from "./running-loop.ts";
import type { Step } from "./step.ts";
import { runAs } from "./task-of-code.ts";
import type { TaskSet } from "./task-set.ts";
import { TimerHeap } from "./timer-heap.ts";

/**
 * The turns of a loop: what is ready, which timers are due, and what runs next.
 *
 * One turn: the timers that are due join the callbacks that are ready; then those callbacks run. One queued meanwhile
 * waits for the next turn, so that timers are never starved (asyncio: `BaseEventLoop._run_once`).
 */
export class Turns implements Machine {
  readonly #loop: EventLoop;
  readonly #clock: Clock;
  readonly #life: LifeCycle;
  readonly #step: Step;
  readonly #tasks: TaskSet;
  readonly #chooser: Chooser | undefined;
  readonly #nextTickGuard = new NextTickGuard();
  readonly #ready = new ReadyQueue();
  readonly #timers = new TimerHeap();
  readonly #discard = (timer: TimerHandle): void => {
    this.#timers.remove(timer);
    this.#loop.probe?.discarded?.(timer);
  };
  /** How many of the ready callbacks still belong to this turn. */
  #batch = 0;
  #count = 0;
  #countBeforeRun = 0;
  #tickets = 0;
  #wake: (() => void) | null = null;

  constructor(loop: EventLoop, { life, step, tasks, chooser }: TurnParts) {
    this.#loop = loop;
    this.#clock = loop.clock;
    this.#life = life;
    this.#step = step;
    this.#tasks = tasks;
    this.#chooser = chooser;
  }

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  /** Runs a callback in the next turn, behind all that is ready already. */
  add(handle: Handle): void {
    if (this.#chooser?.keep?.(handle) !== true) this.#ready.push(handle);
    this.#loop.probe?.scheduled?.(handle);
    this.#wake?.();
  }

  addTimer(timer: TimerHandle): void {
    this.#timers.add(timer);
    this.#loop.probe?.scheduled?.(timer);
    this.#wake?.();
  }

  /** A timer that is not added yet. Equal deadlines run in the order in which this was called. */
  createTimer(whenMs: number, callback: (argument: never) => void, argument: unknown): TimerHandle {
    return new TimerHandle(this.#loop, whenMs, this.#tickets++, callback, argument, this.#discard);
  }

  /** All timers that may still run, earliest first. */
  timersInOrder(): TimerHandle[] {
    return this.#timers.inOrder();
  }

  /** Whoever waits for a timer, or for something from outside, looks again. */
  wake(): void {
    this.#wake?.();
  }

  readonly #wakeNow = (): void => this.wake();

  beginRun(): void {
    this.#batch = 0; // what a fatal error left of a turn belongs to the first turn of this run
    this.#countBeforeRun = this.#count;
  }

  clear(): void {
    this.#ready.clear();
    this.#timers.clear();
    this.#batch = 0;
  }

  step(): Next {
    const step = this.#step;
    if (step.goOn()) return "more"; // still the same step: its microtasks come before the next one
    step.end();
    if (this.#batch === 0) {
      const chooser = this.#chooser;
      if (chooser !== undefined && this.#ready.length === 0 && !this.#life.stopping) return this.#choose(chooser);
      const next = this.#begin();
      if (next !== "more") return next;
    }
    this.#batch--;
    const handle = this.#ready.shift();
    if (handle !== undefined && !handle.cancelled) step.begin(handle);
    return "more";
  }

  enter(): void {
    enterLoop(this.#loop);
    this.#nextTickGuard.install();
  }

  leave(): void {
    enterLoop(null);
    this.#nextTickGuard.restore();
  }

  /** Decides which callbacks make up the next turn; `"more"` when it has begun. */
  #begin(): Next {
    while (true) {
      if (this.#life.stopping && this.#count > this.#countBeforeRun) return "done";
      if (this.#chooser === undefined) {
        const next = this.#ready.length === 0 && !this.#life.stopping ? this.#waitForTimer() : "more";
        if (next !== "more") return next;
        this.#collectDueTimers();
      }
      this.#batch = this.#ready.length;
      if (this.#batch === 0 && !this.#life.stopping) continue; // a host timer that was early
      this.#count++;
      if (this.#batch > 0) return "more";
    }
  }

  #waitForTimer(): Next {
    const wait = this.#clock.wait(this.#timers.first?.when, this.#wakeNow);
    if (wait === "arrived") return "more";
    if (wait === "never") throw this.#tasks.deadlock();
    return this.#suspend(wait);
  }

  /** A turn of one event, which is run at once. */
  #choose(chooser: Chooser): Next {
    const chosen = chooser.choose(this.#timers.first);
    if (chosen === undefined) return "done";
    if (typeof chosen === "function") return chosen;
    if (chosen instanceof TimerHandle) {
      this.#clock.wait(chosen.when, () => {});
      this.#timers.remove(chosen);
    }
    this.#count++;
    if (!chosen.cancelled) this.#step.begin(chosen);
    return "more";
  }

  #collectDueTimers(): void {
    if (this.#timers.size === 0) return;
    const end = this.#clock.now() + this.#clock.resolutionMs;
    for (let timer = this.#timers.first; timer !== undefined && timer.when < end; timer = this.#timers.first) {
      this.#timers.remove(timer);
      this.#ready.push(timer);
    }
  }

  /** The host gets its turn until a timer is due or somebody schedules a callback from outside. */
  #suspend(callOff: () => void): Suspension {
    return (resume) => {
      this.#wake = () => {
        this.#wake = null;
        callOff();
        runAs(null, resume); // a task may be the one who wakes the loop: the steps that follow are not its own
      };
    };
  }
}

/** What the turns of a loop share with the rest of it. */
export interface TurnParts {
  readonly life: LifeCycle;
  readonly step: Step;
  readonly tasks: TaskSet;
  readonly chooser: Chooser | undefined;
}
