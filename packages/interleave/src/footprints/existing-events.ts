import { TimerHandle } from "@heddle/loop-core";
import type { Occurrence } from "../simulation/enabled.ts";
import { SimEvent } from "../simulation/event.ts";
import type { Pending, Wait } from "../strategies/optimal/run.ts";
import { FROM_OUTSIDE, type Identities, START } from "./identities.ts";
import { PickedSteps } from "./picked-steps.ts";
import { TimerWaits, type Window } from "./timer-waits.ts";

/** An event, as a search sees it. */
export interface Existing {
  /** `undefined` for the start. */
  readonly occurrence: Occurrence | undefined;
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
  readonly #picked: PickedSteps;
  readonly #dropped: Dropped[] = [];
  /** The event that happens now; `undefined` at a choice, and in a start without picks. */
  #current: Existing | undefined;
  /** Whose step creates what is created: the last event that happened, as what it has become by its picks. */
  #creator = START;
  #events = 0;
  #objects = 0;

  constructor(identities: Identities) {
    this.#identities = identities;
    this.#picked = new PickedSteps(identities);
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
    this.#continueAs(existing.event);
    return existing;
  }

  /** Whether a pick of the present step is open. */
  get isPicking(): boolean {
    return this.#picked.isOpen;
  }

  /**
   * A pick of the present step is about to be decided.
   * @param code - that of the start, if this is the start: no step of a run, but with picks it may be one of several
   * @returns the step, with the first value at all of its picks
   */
  beginPick(alternatives: readonly SimEvent[], code: () => number): number {
    this.#current ??= { occurrence: undefined, event: START, creator: -1, code: code(), waits: NOTHING, gone: true };
    this.#picked.open(this.#creator, alternatives);
    return this.#current.event;
  }

  /** It is decided: the present step has become one event of several, and the others never happen. */
  endPick(alternative: SimEvent): Pending {
    const current = this.#current as Existing;
    const { event, never } = this.#picked.decide(alternative);
    const closing = { since: current.event, until: -1 };
    for (const other of never)
      this.#dropped.push({ existing: { ...current, occurrence: undefined, event: other }, closings: [closing] });
    if (event !== this.#creator) this.#continueAs(event);
    return this.asTold({ event, creator: current.creator, waits: current.waits });
  }

  /** The number of an event that is enabled. */
  numberOf(occurrence: Occurrence): number {
    return this.#picked.with(occurrence) ?? (this.of(occurrence) as Existing).event;
  }

  /** What a search is told of an event. */
  asTold(event: Pending): Pending {
    return this.#picked.asTold(event);
  }

  /** The present step has come to its end. */
  end(): void {
    this.#current = undefined;
  }

  /** It is no event after all. */
  forget(event: SimEvent): void {
    if (event.existing !== undefined) event.existing.gone = true;
  }

  /** It will not happen: the present step has seen to that, or the one of an event before. */
  drop(occurrence: Occurrence, before: Existing | undefined = this.#current): void {
    const existing = this.of(occurrence);
    if (existing === undefined) return;
    const closing = { since: before?.event ?? -1, until: -1 };
    if (existing.gone) {
      // To come after all, it has to overtake this one as well.
      this.#dropped.find((one) => one.existing === existing)?.closings.push(closing);
      return;
    }
    existing.gone = true;
    if (occurrence instanceof TimerHandle) this.#timerWaits.goes(occurrence, closing.since);
    this.#dropped.push({ existing, closings: [closing] });
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

  /** This timer opens a window of the world: it comes before others of the same moment. */
  opensFirst(timer: TimerHandle): void {
    this.#timerWaits.opensFirst(timer);
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
      // The present step, the last one, closes its way for good.
      const ends = enabled.includes(existing.occurrence as Occurrence);
      this.#dropped.push({ existing, closings: [ends ? { since: this.#current?.event ?? -1, until: -1 } : NEVER] });
    }
    return this.#dropped.map(({ existing: { occurrence, event, creator, waits }, closings }) => {
      const timers = occurrence instanceof TimerHandle ? this.#timerWaits.of(occurrence) : NOTHING;
      return this.asTold({ event, creator, waits: [...waits, ...timers, ...closings] });
    });
  }

  /** What is created from now on has this creator. */
  #continueAs(event: number): void {
    this.#creator = event;
    this.#events = 0;
    this.#objects = 0;
    this.#picked.nextStep();
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
  readonly closings: Wait[];
}

const NOTHING: readonly Wait[] = [];

/** Something else had to come first, and did not come either. */
const NEVER: Wait = { since: -1, until: -1 };

/** The start is no step of a run: what it created was there from the start. */
function known(event: number): number {
  return event === START ? -1 : event;
}
