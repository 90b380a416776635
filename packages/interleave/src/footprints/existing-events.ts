import { TimerHandle } from "@heddle/loop-core";
import type { Occurrence } from "../simulation/enabled.ts";
import { SimEvent } from "../simulation/event.ts";
import type { Pending, Wait } from "../strategies/optimal/run.ts";
import { FROM_OUTSIDE, type Identities, START } from "./identities.ts";
import { TimerWaits, type Window } from "./timer-waits.ts";

/** An event, as a search sees it. */
export interface Existing {
  readonly occurrence: Occurrence;
  readonly event: number;
  readonly creator: number;
  /** The location of the code that goes on when it happens. */
  code: number;
  waits: readonly Wait[];
  /** It has happened, or never will. */
  gone: boolean;
}

/**
 * The events of one run, from when they exist until they happen or are dropped: who created them, and what kept them
 * waiting.
 */
export class ExistingEvents {
  readonly #identities: Identities;
  /** In the order in which they came to exist. */
  readonly #all: Existing[] = [];
  /** The timers, fired or not. */
  readonly #ofTimers = new Map<TimerHandle, Existing>();
  readonly #timerWaits = new TimerWaits();
  readonly #dropped: Dropped[] = [];
  /** The event that happens now; `undefined` at a choice, and in the start. */
  #current: Existing | undefined;
  /** Whose step creates what is created: the last event that happened. */
  #creator = START;
  #events = 0;
  #objects = 0;

  constructor(identities: Identities) {
    this.#identities = identities;
  }

  /** What is known of an event, whether it has happened or not. */
  of(occurrence: Occurrence): Existing | undefined {
    return occurrence instanceof SimEvent ? occurrence.existing : this.#ofTimers.get(occurrence);
  }

  /** The present step has created an event. */
  create(event: SimEvent, code: number): void {
    event.existing = this.#add(event, this.#nextEvent(), code);
  }

  /** The present step has set a timer. */
  createTimer(timer: TimerHandle, code: number): Existing {
    const existing = this.#add(timer, this.#nextEvent(), code);
    this.#ofTimers.set(timer, existing);
    this.#timerWaits.set(timer, existing.creator);
    return existing;
  }

  /** An event that no step has created. */
  createFromOutside(event: SimEvent, code: number): void {
    const existing = { occurrence: event, event: this.#identities.event(FROM_OUTSIDE, event.ordinal), creator: -1 };
    this.#all.push((event.existing = { ...existing, code, waits: NOTHING, gone: false }));
  }

  /** The number of an object that the present step has created. */
  numberObject(): number {
    return this.#identities.object(this.#creator, this.#objects++);
  }

  /** It happens: from now on its step is the present one. */
  begin(occurrence: Occurrence): Existing {
    const existing = this.of(occurrence) as Existing;
    if (occurrence instanceof TimerHandle) {
      existing.waits = this.#timerWaits.of(occurrence);
      this.#timerWaits.goes(occurrence, existing.event);
    }
    existing.gone = true;
    this.#current = existing;
    this.#creator = existing.event;
    this.#events = 0;
    this.#objects = 0;
    return existing;
  }

  /** The present step has come to its end. */
  end(): void {
    this.#current = undefined;
  }

  /** It is no event after all. */
  forget(event: SimEvent): void {
    if (event.existing !== undefined) event.existing.gone = true;
  }

  /** It will not happen: the present step has seen to that. */
  drop(occurrence: Occurrence): void {
    const existing = this.of(occurrence);
    if (existing === undefined || existing.gone) return;
    existing.gone = true;
    if (occurrence instanceof TimerHandle) this.#timerWaits.goes(occurrence, this.#current?.event ?? -1);
    this.#close(existing);
  }

  /** It can't overtake the present event: it comes behind that on one connection. */
  follow(event: SimEvent): void {
    const { creator, event: until } = this.#current ?? { creator: -1, event: -1 };
    addWait(event, { since: creator, until });
  }

  /** It can't happen before the present step. */
  waitForPresent(event: SimEvent): void {
    if (this.#current !== undefined) addWait(event, { since: -1, until: this.#current.event });
  }

  /** A response has to come before time passes beyond the end of its window. */
  windowOpens(window: Window): void {
    this.#timerWaits.opens(window, known(this.#creator));
  }

  windowCloses(window: Window): void {
    this.#timerWaits.closes(window, this.#current?.event ?? -1);
  }

  /**
   * All that will never have happened, as the run ends here.
   * @param enabled - what could have happened next
   */
  pending(enabled: readonly Occurrence[]): Pending[] {
    for (const existing of this.#all) {
      if (existing.gone) continue;
      if (enabled.includes(existing.occurrence)) this.#close(existing);
      else this.#dropped.push({ existing, closing: NEVER });
    }
    return this.#dropped.map(({ existing: { occurrence, event, creator, waits }, closing }) => {
      const timers = occurrence instanceof TimerHandle ? this.#timerWaits.of(occurrence) : NOTHING;
      return { event, creator, waits: [...waits, ...timers, closing] };
    });
  }

  /** It never happens: the present step closes its way, for good. */
  #close(existing: Existing): void {
    this.#dropped.push({ existing, closing: { since: this.#current?.event ?? -1, until: -1 } });
  }

  #nextEvent(): number {
    return this.#identities.event(this.#creator, this.#events++);
  }

  #add(occurrence: Occurrence, event: number, code: number): Existing {
    const existing = { occurrence, event, creator: known(this.#creator), code, waits: NOTHING, gone: false };
    this.#all.push(existing);
    return existing;
  }
}

/** It can't happen in this stretch of the run. */
export function addWait({ existing }: SimEvent, wait: Wait): void {
  if (existing !== undefined && !existing.gone) existing.waits = [...existing.waits, wait];
}

interface Dropped {
  readonly existing: Existing;
  readonly closing: Wait;
}

const NOTHING: readonly Wait[] = [];

/** Something else had to come first, and did not come either. */
const NEVER: Wait = { since: -1, until: -1 };

/** The start is no step of a run: what it created was there from the start. */
function known(event: number): number {
  return event === START ? -1 : event;
}
