import type { TimerHandle } from "@heddle/loop-core";
import type { SimEvent } from "./event.ts";

/** An event of the simulation, or the loop's earliest timer. */
export type Occurrence = SimEvent | TimerHandle;

/**
 * The enabled events in default order: I/O moments and task starts by age, then stimuli, then cancels, then the one
 * earliest timer; postponed events come behind everything.
 */
export class Enabled {
  /** The earliest timer, where time may pass now. */
  timer: TimerHandle | undefined;

  readonly #moments: SimEvent[] = [];
  readonly #stimuli: SimEvent[] = [];
  readonly #cancels: SimEvent[] = [];
  readonly #postponed: SimEvent[] = [];

  get size(): number {
    return (
      this.#moments.length +
      this.#stimuli.length +
      this.#cancels.length +
      (this.timer === undefined ? 0 : 1) +
      this.#postponed.length
    );
  }

  add(event: SimEvent): void {
    this.#classOf(event).push(event);
  }

  /** In front of all others. */
  addFirst(event: SimEvent): void {
    this.#moments.unshift(event);
  }

  at(index: number): Occurrence {
    let left = index;
    if (left < this.#moments.length) return this.#moments[left] as SimEvent;
    left -= this.#moments.length;
    if (left < this.#stimuli.length) return this.#stimuli[left] as SimEvent;
    left -= this.#stimuli.length;
    if (left < this.#cancels.length) return this.#cancels[left] as SimEvent;
    left -= this.#cancels.length;
    if (this.timer !== undefined && left-- === 0) return this.timer;
    return this.#postponed[left] as SimEvent;
  }

  /** In default order. */
  all(): Occurrence[] {
    const all = [...this.#moments, ...this.#stimuli, ...this.#cancels];
    if (this.timer === undefined) return all.concat(this.#postponed);
    return [...all, this.timer, ...this.#postponed];
  }

  /** Takes an event out; a timer is only named: the loop takes it. */
  take(index: number): Occurrence {
    const occurrence = this.at(index);
    if (occurrence === this.timer) this.timer = undefined;
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

  /** No cancel may come any more. */
  dropCancels(): SimEvent[] {
    const dropped = [...this.#cancels, ...this.#postponed.filter(({ kind }) => kind === "cancel")];
    for (const event of dropped) this.remove(event);
    return dropped;
  }

  #classOf(event: SimEvent): SimEvent[] {
    if (event.postponed) return this.#postponed;
    if (event.kind === "stimulus") return this.#stimuli;
    return event.kind === "cancel" ? this.#cancels : this.#moments;
  }
}
