import { type HeapTimer, TimerHeap } from "@heddle/loop-core";
import type { FakeTime } from "./fake-time.ts";
import { FakeTimer, type TimerRequest, type TimerType } from "./fake-timer.ts";
import type { LoopWatch } from "./infinite-loop.ts";

/**
 * The timers of a fake clock, by the rules of `@sinonjs/fake-timers`.
 *
 * Among those that are due together immediates come first and idle callbacks last, else those that were started first.
 * What is started while the clock ticks is due a millisecond later at the earliest.
 */
export class TimerQueue {
  readonly time: FakeTime;
  /** Whether the clock is in the midst of a tick. */
  duringTick = false;
  readonly #heap = new TimerHeap<Start>();
  readonly #watch: LoopWatch;
  readonly #numbers: TimerNumbers;
  readonly #numbered = new Map<number, FakeTimer>();

  constructor(time: FakeTime, watch: LoopWatch, numbers: TimerNumbers) {
    this.time = time;
    this.#watch = watch;
    this.#numbers = numbers;
  }

  get size(): number {
    return this.#heap.size;
  }

  /**
   * @param below - the function of ours that the user called
   * @throws {TypeError} if the callback is no function
   */
  add(request: TimerRequest, below: (...args: never[]) => unknown): FakeTimer {
    checkCallback(request.func);
    const timer = new FakeTimer(this, this.#numbers.next++, request);
    timer.madeAt = this.#watch.whereMade(below);
    this.start(timer);
    return timer;
  }

  /** Its delay begins now, also if it is pending, or was cleared. */
  start(timer: FakeTimer): void {
    this.#takeOut(timer);
    timer.when = this.time.elapsedMs + (wholeMs(timer.delay) || (this.duringTick ? 1 : 0));
    this.#enqueue(timer);
    if (timer.isNumbered) this.#numbered.set(timer.id, timer);
  }

  remove(timer: FakeTimer): void {
    this.#takeOut(timer);
    if (timer.isNumbered) this.#numbered.delete(timer.id);
  }

  /** From here on it is found by its number. */
  number(timer: FakeTimer): void {
    if (timer.isNumbered) return;
    timer.isNumbered = true;
    if (timer.isPending) this.#numbered.set(timer.id, timer);
  }

  /** The pending timer that `handle` stands for: the timer itself, or its number. */
  find(handle: unknown): FakeTimer | undefined {
    const timer = handle instanceof FakeTimer ? handle : this.#numbered.get(Number(handle));
    return timer?.isPending === true && timer.belongsTo(this) ? timer : undefined;
  }

  first(): FakeTimer | undefined {
    return this.#heap.first?.timer;
  }

  last(): FakeTimer | undefined {
    let last: FakeTimer | undefined;
    for (const { timer } of this.#heap) if (last === undefined || isBefore(last, timer)) last = timer;
    return last;
  }

  /** The first that is due from `fromMs` to `toMs`. An idle callback that nothing else waits beside is always due. */
  firstBetween(fromMs: number, toMs: number): FakeTimer | undefined {
    const first = this.first();
    if (first === undefined || (this.#heap.size === 1 && first.requestIdleCallback)) return first;
    if (first.when >= fromMs) return first.when <= toMs ? first : undefined;
    // Only an interval that counts backwards, or a clock that was set by assignment, leaves timers behind.
    let found: FakeTimer | undefined;
    for (const { timer } of this.#heap) {
      if (timer.when < fromMs || timer.when > toMs) continue;
      if (found === undefined || isBefore(timer, found)) found = timer;
    }
    return found;
  }

  /** What has been due before `whenMs` is due then. */
  postpone(whenMs: number): void {
    const starts = [...this.#heap];
    this.#heap.clear();
    for (const { timer } of starts) {
      timer.when = Math.max(timer.when, whenMs);
      this.#putIn(timer);
    }
  }

  /** Calls it; an interval is started for the next time before that. */
  fire(timer: FakeTimer): void {
    if (timer.interval === undefined) this.remove(timer);
    else {
      this.#takeOut(timer);
      timer.when += timer.interval;
      this.#enqueue(timer);
    }
    timer.func(...(timer.type === "AnimationFrame" ? [this.time.performanceNow()] : timer.args));
  }

  clear(): void {
    this.#heap.clear();
    this.#numbered.clear();
  }

  inOrder(): FakeTimer[] {
    return this.#heap.inOrder().map(({ timer }) => timer);
  }

  #enqueue(timer: FakeTimer): void {
    timer.ticket = PLACES[timer.type] + this.#numbers.nextStart++;
    this.#putIn(timer);
  }

  #putIn(timer: FakeTimer): void {
    timer.start = { when: timer.when, ticket: timer.ticket, queued: false, timer };
    this.#heap.add(timer.start);
  }

  #takeOut({ start }: FakeTimer): void {
    if (start !== undefined) this.#heap.remove(start);
  }
}

/** That a timer has been started: what stands in the heap until it fires, is cleared, or starts anew. */
export interface Start extends HeapTimer {
  readonly timer: FakeTimer;
}

/** Those of the timers of all clocks of a global object: no two have the same. */
export class TimerNumbers {
  /** Far from those of native timers. */
  static readonly first = 1e12;
  next: number = TimerNumbers.first;
  nextStart = 0;
}

/** As `parseInt` reads it, which is what `setTimeout("10")` and `setTimeout(1.9)` count on. */
export function wholeMs(delay: unknown): number {
  return Number.isInteger(delay) ? (delay as number) : parseInt(String(delay), 10);
}

/** Tickets are below 2^53: the kind of the timer is in their upper bits. */
const PLACES: Record<TimerType, number> = {
  Immediate: 0,
  Timeout: 2 ** 51,
  Interval: 2 ** 51,
  AnimationFrame: 2 ** 51,
  IdleCallback: 2 ** 52,
};

function isBefore(a: FakeTimer, b: FakeTimer): boolean {
  return a.when === b.when ? a.ticket < b.ticket : a.when < b.when;
}

function checkCallback(func: unknown): void {
  if (typeof func === "function") return;
  if (func === undefined) throw new Error("Callback must be provided to timer calls");
  const received = `${func as string} of type ${typeof func}`;
  throw new TypeError(`[ERR_INVALID_CALLBACK]: Callback must be a function. Received ${received}`);
}
