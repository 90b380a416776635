import type { LoopSuspect } from "./infinite-loop.ts";
import type { Callback } from "./job-queue.ts";
import type { Start, TimerQueue } from "./timer-queue.ts";

export type TimerType = "Timeout" | "Interval" | "Immediate" | "AnimationFrame" | "IdleCallback";

/**
 * A timer of a fake clock: what `setTimeout` and its like return in Node, and what `clock.uninstall()` tells of.
 *
 * It may be started again after it has fired or been cleared, as `refresh()` does.
 */
export class FakeTimer implements LoopSuspect {
  readonly id: number;
  readonly func: Callback;
  readonly args: unknown[];
  readonly type: TimerType;
  /** In milliseconds, as it was asked for, but from 0 to 2^31 - 1; `undefined` for an immediate. */
  readonly delay: number | undefined;
  /** Between two calls of an interval. */
  readonly interval: number | undefined;
  /** Whether `requestIdleCallback` made it, with a timeout or without. */
  readonly requestIdleCallback: boolean;
  /** @internal */
  madeAt: LoopSuspect["madeAt"];
  /** When it is due, in terms of the time that has elapsed. @internal */
  when = 0;
  /** Its place among those that are due together. @internal */
  ticket = 0;
  /** @internal */
  start: Start | undefined;
  /** Whether its queue finds it by its number. @internal */
  isNumbered = false;
  readonly #queue: TimerQueue;
  #referenced = true;

  /** @internal */
  constructor(queue: TimerQueue, id: number, { func, args, type, delay, interval, idle }: TimerRequest) {
    this.#queue = queue;
    this.id = id;
    this.func = func;
    this.args = args;
    this.type = type;
    this.delay = delay;
    this.interval = interval;
    this.requestIdleCallback = idle === true;
  }

  /** What the clock will show when it is due. */
  get callAt(): number {
    return this.#queue.time.toWallMs(this.when);
  }

  /** Whether it waits to be called. */
  get isPending(): boolean {
    return this.start?.queued === true;
  }

  /** @internal */
  belongsTo(queue: TimerQueue): boolean {
    return this.#queue === queue;
  }

  ref(): this {
    this.#referenced = true;
    return this;
  }

  unref(): this {
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced;
  }

  /** Starts the delay anew. */
  refresh(): this {
    this.#queue.start(this);
    return this;
  }

  /** Clears it. */
  close(): this {
    this.#queue.remove(this);
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Its number, which clears it too. */
  [Symbol.toPrimitive](): number {
    this.#queue.number(this);
    return this.id;
  }
}

/** What a timer is made of. */
export interface TimerRequest {
  readonly func: Callback;
  readonly args: unknown[];
  readonly type: TimerType;
  readonly delay?: number | undefined;
  readonly interval?: number | undefined;
  readonly idle?: boolean;
}
