import type { TimerHandle } from "@heddle/loop-core";
import { Callback } from "./callback.ts";
import type { SimEvent } from "./event.ts";

/** An event of the simulation, or the loop's earliest timer. */
export type Occurrence = SimEvent | TimerHandle;

/**
 * The enabled events in default order: callbacks that are ready, where those are events; I/O moments and task starts by age,
 * then stimuli, then cancels, then the one earliest timer. Postponed events come behind all these; then faults, so that what
 * each of them excludes is before it; and at last that timers are late.
 */
export class Enabled {
  /** The earliest timer, where time may pass now. */
  timer: TimerHandle | undefined;
  /** Timers may be late, where time may pass without them. */
  late: SimEvent | undefined;

  /** Open picks, each with its alternatives: as long as there is one, nothing else is enabled. */
  readonly #picks: (readonly SimEvent[])[] = [];
  readonly #callbacks: Callback[] = [];
  readonly #moments: SimEvent[] = [];
  readonly #stimuli: SimEvent[] = [];
  readonly #cancels: SimEvent[] = [];
  readonly #postponed: SimEvent[] = [];
  readonly #faults: SimEvent[] = [];

  get size(): number {
    return this.pick === undefined ? this.#others : this.pick.length;
  }

  get #others(): number {
    return (
      this.#callbacks.length +
      this.#moments.length +
      this.#stimuli.length +
      this.#cancels.length +
      (this.timer === undefined ? 0 : 1) +
      this.#postponed.length +
      this.#faults.length +
      (this.late === undefined ? 0 : 1)
    );
  }

  /** The alternatives of the pick that is open, if one is. */
  get pick(): readonly SimEvent[] | undefined {
    return this.#picks[0];
  }

  addPick(alternatives: readonly SimEvent[]): void {
    this.#picks.push(alternatives);
  }

  add(event: SimEvent): void {
    this.#classOf(event).push(event);
  }

  /** In front of all others. */
  addFirst(event: SimEvent): void {
    this.#moments.unshift(event);
  }

  at(index: number): Occurrence {
    return this.pick === undefined ? this.#otherAt(index) : (this.pick[index] as SimEvent);
  }

  #otherAt(index: number): Occurrence {
    let left = index;
    if (left < this.#callbacks.length) return this.#callbacks[left] as SimEvent;
    left -= this.#callbacks.length;
    if (left < this.#moments.length) return this.#moments[left] as SimEvent;
    left -= this.#moments.length;
    if (left < this.#stimuli.length) return this.#stimuli[left] as SimEvent;
    left -= this.#stimuli.length;
    if (left < this.#cancels.length) return this.#cancels[left] as SimEvent;
    left -= this.#cancels.length;
    if (this.timer !== undefined && left-- === 0) return this.timer;
    if (left < this.#postponed.length) return this.#postponed[left] as SimEvent;
    left -= this.#postponed.length;
    return left < this.#faults.length ? (this.#faults[left] as SimEvent) : (this.late as SimEvent);
  }

  /** In default order; but for open picks, which are no events of their own: they belong to the step that made them. */
  all(): Occurrence[] {
    const all: Occurrence[] = [...this.#callbacks, ...this.#moments, ...this.#stimuli, ...this.#cancels];
    if (this.timer !== undefined) all.push(this.timer);
    all.push(...this.#postponed, ...this.#faults);
    if (this.late !== undefined) all.push(this.late);
    return all;
  }

  /** Takes an event out; a timer is only named: the loop takes it. */
  take(index: number): Occurrence {
    const occurrence = this.at(index);
    if (this.pick !== undefined) this.#picks.shift();
    else if (occurrence === this.timer) this.timer = undefined;
    else this.remove(occurrence as SimEvent);
    return occurrence;
  }

  remove(event: SimEvent): void {
    const list = this.#classOf(event);
    let index = list.indexOf(event);
    if (index < 0) return;
    // By hand: the lists are short, and splice() makes a list of what it takes out.
    for (; index < list.length - 1; index++) list[index] = list[index + 1] as SimEvent;
    list.pop();
  }

  /** Puts an event behind everything, timers included, until nothing else is left. */
  postpone(event: SimEvent): void {
    this.remove(event);
    event.postponed = true;
    this.#postponed.push(event);
  }

  /** Whether a callback is ready; those that were cancelled are gone. */
  hasCallback(): boolean {
    const all = [...this.#callbacks, ...this.#postponed];
    for (const event of all) if (event instanceof Callback && event.handle.cancelled) this.remove(event);
    return this.#callbacks.length > 0 || this.#postponed.some((event) => event instanceof Callback);
  }

  /** No cancel may come any more. */
  dropCancels(): SimEvent[] {
    const dropped = [...this.#cancels, ...this.#postponed.filter(({ kind }) => kind === "cancel")];
    for (const event of dropped) this.remove(event);
    return dropped;
  }

  #classOf(event: SimEvent): SimEvent[] {
    if (event.kind === "fault") return this.#faults;
    if (event.postponed) return this.#postponed;
    if (event.kind === "stimulus") return this.#stimuli;
    if (event instanceof Callback) return this.#callbacks;
    return event.kind === "cancel" ? this.#cancels : this.#moments;
  }
}
