import type { TimerHandle } from "@heddle/loop-core";
import { Callback } from "./callback.ts";
import type { SimEvent } from "./event.ts";

/** An event of the simulation, or the loop's earliest timer. */
export type Occurrence = SimEvent | TimerHandle;

// The places in the default order; within one, events stand by age. The timer comes between cancels and postponed events.
const CALLBACK = 0;
const MOMENT = 1;
const STIMULUS = 2;
const CANCEL = 3;
const POSTPONED = 4;
const FAULT = 5;

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
  readonly #beforeTimer: SimEvent[] = [];
  readonly #behindTimer: SimEvent[] = [];

  get size(): number {
    if (this.#picks.length > 0) return (this.#picks[0] as SimEvent[]).length;
    const others = (this.timer === undefined ? 0 : 1) + (this.late === undefined ? 0 : 1);
    return this.#beforeTimer.length + this.#behindTimer.length + others;
  }

  /** The alternatives of the pick that is open, if one is. */
  get pick(): readonly SimEvent[] | undefined {
    return this.#picks.length === 0 ? undefined : this.#picks[0];
  }

  addPick(alternatives: readonly SimEvent[]): void {
    this.#picks.push(alternatives);
  }

  add(event: SimEvent): void {
    const place = placeOf(event);
    const list = this.#listOf(place);
    let index = list.length;
    while (index > 0 && placeOf(list[index - 1] as SimEvent) > place) index--;
    insert(list, index, event);
  }

  /** In front of all moments. */
  addFirst(event: SimEvent): void {
    let index = 0;
    while (index < this.#beforeTimer.length && placeOf(this.#beforeTimer[index] as SimEvent) === CALLBACK) index++;
    insert(this.#beforeTimer, index, event);
  }

  at(index: number): Occurrence {
    const { pick } = this;
    if (pick !== undefined) return pick[index] as SimEvent;
    let left = index;
    if (left < this.#beforeTimer.length) return this.#beforeTimer[left] as SimEvent;
    left -= this.#beforeTimer.length;
    if (this.timer !== undefined && left-- === 0) return this.timer;
    return left < this.#behindTimer.length ? (this.#behindTimer[left] as SimEvent) : (this.late as SimEvent);
  }

  /** In default order; but for open picks, which are no events of their own: they belong to the step that made them. */
  all(): Occurrence[] {
    const all: Occurrence[] = [...this.#beforeTimer];
    if (this.timer !== undefined) all.push(this.timer);
    all.push(...this.#behindTimer);
    if (this.late !== undefined) all.push(this.late);
    return all;
  }

  /** Takes an event out; a timer is only named: the loop takes it. */
  take(index: number): Occurrence {
    const occurrence = this.at(index);
    if (this.#picks.length > 0) this.#picks.shift();
    else if (index < this.#beforeTimer.length) removeAt(this.#beforeTimer, index);
    else if (occurrence === this.timer) this.timer = undefined;
    else this.remove(occurrence as SimEvent);
    return occurrence;
  }

  remove(event: SimEvent): void {
    const list = this.#listOf(placeOf(event));
    const index = list.indexOf(event);
    if (index >= 0) removeAt(list, index);
  }

  /** Puts an event behind everything, timers included, until nothing else is left. */
  postpone(event: SimEvent): void {
    this.remove(event);
    event.postponed = true;
    this.add(event);
  }

  /** Whether a callback is ready; those that were cancelled are gone. */
  hasCallback(): boolean {
    const callbacks = [...this.#beforeTimer, ...this.#behindTimer].filter((event) => event instanceof Callback);
    for (const event of callbacks) if (event.runnable.cancelled) this.remove(event);
    return callbacks.some(({ runnable }) => !runnable.cancelled);
  }

  /** No cancel may come any more. */
  dropCancels(): SimEvent[] {
    const dropped = [...this.#beforeTimer, ...this.#behindTimer].filter(({ kind }) => kind === "cancel");
    for (const event of dropped) this.remove(event);
    return dropped;
  }

  #listOf(place: number): SimEvent[] {
    return place < POSTPONED ? this.#beforeTimer : this.#behindTimer;
  }
}

function placeOf({ kind, postponed }: SimEvent): number {
  if (kind === "fault") return FAULT;
  if (postponed) return POSTPONED;
  if (kind === "stimulus") return STIMULUS;
  if (kind === "cancel") return CANCEL;
  return kind === "callback" ? CALLBACK : MOMENT;
}

// By hand: the lists are short, and splice() makes a list of what it takes out.

function insert(list: SimEvent[], index: number, event: SimEvent): void {
  list.push(event);
  for (let i = list.length - 1; i > index; i--) list[i] = list[i - 1] as SimEvent;
  list[index] = event;
}

function removeAt(list: SimEvent[], index: number): void {
  for (let i = index; i < list.length - 1; i++) list[i] = list[i + 1] as SimEvent;
  list.pop();
}
