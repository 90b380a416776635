import type { TimerHandle } from "@heddle/loop-core";
import type { Wait } from "../strategies/optimal/run.ts";

/** Where a timer stands among others. */
interface Place {
  readonly when: number;
  readonly ticket: number;
}

/** A response comes no later than this. */
export interface Window {
  readonly closesMs: number;
}

/** A timer that is gone, as those see it that come after it. */
interface Gone {
  readonly place: Place;
  readonly wait: Wait;
}

/**
 * Why a timer could not fire earlier than it did: another one was due before it, or a response had to come first.
 *
 * Timers fire in order of their deadlines, so each waits for those before it: from the step that set such a timer until the
 * one in which it fired or was cleared.
 */
export class TimerWaits {
  /** What other timers wait for now, and who set it. */
  readonly #setBy = new Map<Place, number>();
  readonly #windows = new Map<Window, Place>();
  readonly #gone: Gone[] = [];
  /** Timers that come before all others of the same moment. */
  readonly #first = new WeakSet<Place>();

  set(timer: TimerHandle, event: number): void {
    this.#setBy.set(timer, event);
  }

  opensFirst(timer: TimerHandle): void {
    this.#first.add(timer);
  }

  /** It has fired, or was cleared. */
  goes(timer: Place, event: number): void {
    const since = this.#setBy.get(timer);
    if (since === undefined) return;
    this.#setBy.delete(timer);
    if (event < 0) return; // cleared before anything has happened
    this.#gone.push({ place: timer, wait: { since, until: event } });
  }

  /** No timer beyond the end of the window fires before the response. */
  opens(window: Window, event: number): void {
    const place = { when: window.closesMs, ticket: Infinity };
    this.#windows.set(window, place);
    this.#setBy.set(place, event);
  }

  closes(window: Window, event: number): void {
    const place = this.#windows.get(window);
    if (place !== undefined) this.goes(place, event);
  }

  /** The stretches in which `timer` was not the earliest, or would not have been. */
  of(timer: TimerHandle): readonly Wait[] {
    const waits = this.#gone.filter(({ place }) => this.#isBefore(place, timer)).map(({ wait }) => wait);
    for (const [other, since] of this.#setBy) if (this.#isBefore(other, timer)) waits.push({ since, until: -1 });
    return waits;
  }

  #isBefore(a: Place, b: Place): boolean {
    if (a.when !== b.when) return a.when < b.when;
    const first = this.#first.has(a);
    return first === this.#first.has(b) ? a.ticket < b.ticket : first;
  }
}
