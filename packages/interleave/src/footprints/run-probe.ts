import { EventLoop, type Future, type Handle, type Probe, Task, TimerHandle } from "@heddle/loop-core";
import { seededRandom } from "@heddle/virtual-time";
import type { Locations } from "../locations.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { CANCEL, type EventKind, SimEvent } from "../simulation/event.ts";
import type { Pending, Run, RunStep, Wait } from "../strategies/optimal/run.ts";
import { FROM_OUTSIDE, type Identities, START } from "./identities.ts";
import { ObservedStep } from "./observed-step.ts";
import { TimerWaits, type Window } from "./timer-waits.ts";

/** What is known across the executions of one exploration. */
export interface Known {
  readonly identities: Identities;
  readonly locations: Locations;
  /** The numbers of objects that are older than the execution, such as those of modules. */
  readonly older: WeakMap<object, number>;
}

/**
 * Watches one execution for a search that has to know what its steps have in common: what each of them touched, who
 * created whom, and what kept an event waiting.
 */
export class RunProbe implements Probe {
  readonly #steps: RunStep[] = [];
  readonly #known: Known;
  readonly #cancellable: readonly string[];
  readonly #owner: () => string;
  #loop: EventLoop | undefined;
  readonly #numbers = new WeakMap<object, number>();
  #observing = true;
  readonly #existing = new Map<Occurrence, Existing>();
  /** The numbers of timers, fired or not. */
  readonly #timers = new WeakMap<TimerHandle, number>();
  readonly #timerWaits = new TimerWaits();
  readonly #dropped: Dropped[] = [];
  readonly #happened = new Map<SimEvent, number>();
  #current: Current | undefined;
  /** The numbers of the alternatives of the pick that is open: the first is that of the present step as it is. */
  #pick: ReadonlyMap<SimEvent, number> | undefined;
  /** What steps have become by their picks. */
  readonly #became = new Map<number, number>();
  /** Whose code runs: what it creates is its own. */
  #event = START;
  #events = 0;
  #objects = 0;
  /** How many values of picks there were that are not the first of theirs. */
  #picked = 0;

  /**
   * @param cancellable - the names of the tasks for which cancel events look
   * @param owner - whose code runs now
   */
  constructor(known: Known, cancellable: readonly string[], owner: () => string) {
    this.#known = known;
    this.#cancellable = cancellable;
    this.#owner = owner;
  }

  /** The steps so far, up to the present choice; that of the start is not among them. */
  get steps(): readonly RunStep[] {
    if (this.#pick === undefined) this.#closeStep();
    return this.#steps;
  }

  /** The number of an event that exists. */
  idOf(occurrence: Occurrence): number {
    return this.#pick?.get(occurrence as SimEvent) ?? (this.#existing.get(occurrence) as Existing).event;
  }

  numbersOf(occurrence: Occurrence): readonly number[] {
    return this.#known.identities.withVariants(this.idOf(occurrence));
  }

  // What the execution tells

  /** An event exists from now on, whether it may happen yet or not. */
  exists(event: SimEvent): void {
    if (event.kind === "pick") return; // it belongs to the step that made it
    const owner = OF_ITS_CREATOR.has(event.kind) ? this.owner() : event.owner;
    if (event.creator !== CANCEL) this.#existing.set(event, this.#create(owner));
    else {
      const id = this.#known.identities.event(FROM_OUTSIDE, event.ordinal);
      this.#existing.set(event, { event: id, creator: -1, owner, waits: [] });
    }
  }

  /** When it happens, code of this task goes on, and not of the one that has made it. */
  isCodeOf(event: SimEvent, owner: string): void {
    const existing = this.#existing.get(event);
    if (existing !== undefined) existing.owner = owner;
  }

  /** It happens: what is touched from now on belongs to it. */
  happens(occurrence: Occurrence): void {
    if (this.#pick !== undefined) {
      this.#decided(this.#pick, occurrence as SimEvent);
      return;
    }
    this.#closeStep();
    const existing = this.#existing.get(occurrence) as Existing;
    this.#existing.delete(occurrence);
    if (occurrence instanceof SimEvent && occurrence.kind === "fault") this.#happened.set(occurrence, existing.event);
    const isTimer = occurrence instanceof TimerHandle;
    const observed = this.#begin(occurrence, existing, isTimer ? this.#timerWaits.of(occurrence) : existing.waits);
    // Two moments of one task may be raced, or both waited for, by promises that nobody sees: they do not commute.
    if (isTimer || occurrence.letsCodeGoOn) this.runsCodeOf(existing.owner);
    if (isTimer) {
      this.#timerWaits.goes(occurrence, existing.event);
      this.touches("time", "write");
      this.touches(`timer ${existing.event}`, "write");
    } else if (occurrence.footprint !== undefined) observed.add(occurrence.footprint);
  }

  /** A pick is about to be decided: with each of its values the present step becomes another event. */
  decides(alternatives: readonly SimEvent[]): void {
    const { identities } = this.#known;
    if (this.#current === undefined) {
      // The start is no step of a run otherwise: with a pick it may be one of several.
      const start = { event: START, creator: -1, owner: this.#owner(), waits: [] };
      this.#current = { occurrence: undefined, existing: start, waits: [], observed: new ObservedStep() };
    }
    const step = this.#event;
    const numberOf = (place: number): number => (place === 0 ? step : identities.variant(step, this.#picked++));
    this.#pick = new Map(alternatives.map((alternative, place) => [alternative, numberOf(place)]));
    this.touches(`picks of ${this.#current.existing.event}`, "write");
  }

  /** It is no event after all. */
  forgets(event: SimEvent): void {
    this.#existing.delete(event);
  }

  /** Whose code runs: a task of the loop, or else what the execution says. */
  owner(): string {
    const task = this.#loop?.taskOfCode() ?? null;
    return task === null ? this.#owner() : `task ${this.#numberOf(task)}`;
  }

  /** The present step lets code of this task go on. */
  runsCodeOf(owner: string): void {
    this.touches(`code of ${owner}`, "write");
  }

  /** It will not happen: the present step has seen to that, or the one of an event before. */
  drops(event: SimEvent, before?: SimEvent): void {
    const since = before === undefined ? this.#current?.existing.event : this.#happened.get(before);
    const closing = { since: since ?? -1, until: -1 };
    const known = this.#dropped.find(({ occurrence }) => occurrence === event);
    if (known !== undefined) known.closings.push(closing); // to come after all, it has to overtake this one as well
    const existing = this.#existing.get(event);
    this.#existing.delete(event);
    if (existing !== undefined) this.#dropped.push({ occurrence: event, existing, closings: [closing] });
  }

  /** The present step ends the run: whatever has not happened by now does not happen. */
  settles(): void {
    this.touches("end", "write");
  }

  /**
   * All that has happened by choice.
   * @param enabled - what could have happened next, had the run not come to its end
   */
  run(enabled: readonly Occurrence[]): Run {
    for (const [occurrence, existing] of this.#existing) {
      if (enabled.includes(occurrence)) this.#close(occurrence, existing);
      else this.#dropped.push({ occurrence, existing, closings: [NEVER] });
    }
    this.#closeStep();
    const pending = this.#dropped.map(({ occurrence, existing: { event, creator, waits }, closings }) => {
      const timers = occurrence instanceof TimerHandle ? this.#timerWaits.of(occurrence) : [];
      return this.#asTold({ event, creator, waits: [...waits, ...timers, ...closings] });
    });
    return { steps: this.#steps, pending };
  }

  /** It can't overtake the present event: it comes behind that on one connection. */
  follows(event: SimEvent): void {
    const { creator, event: until } = this.#current?.existing ?? { creator: -1, event: -1 };
    this.#wait(event, { since: creator, until });
  }

  /** It can't happen before all that has happened so far. */
  comesLast(event: SimEvent): void {
    for (const { event: until } of this.steps) this.#wait(event, { since: -1, until });
  }

  /** It can't happen before the present step. */
  waitsFor(event: SimEvent): void {
    const current = this.#current;
    if (current !== undefined) this.#wait(event, { since: -1, until: current.existing.event });
  }

  /** The seeded random numbers of the scope: who draws one changes what the next one gets. */
  watchedRandom(seed: number): () => number {
    const random = seededRandom(seed);
    return () => {
      this.touches("random", "write");
      return random();
    };
  }

  /** This timer opens a window of the world: it comes before others of the same moment. */
  opens(timer: TimerHandle): void {
    this.#timerWaits.opensFirst(timer);
  }

  /** A response has to come before time passes beyond the end of its window. */
  windowOpens(window: Window): void {
    this.#timerWaits.opens(window, known(this.#event));
  }

  windowCloses(window: Window): void {
    this.#timerWaits.closes(window, this.#current?.existing.event ?? -1);
  }

  /** Something of the simulation's own is used, such as its clock. */
  touches(key: string, access: "read" | "write"): void {
    this.#touch(this.#known.locations.ofSimulation(key), access);
  }

  /** Runs code that says itself what it uses. */
  unobserved<T>(code: () => T): T {
    this.#observing = false;
    try {
      return code();
    } finally {
      this.#observing = true;
    }
  }

  // What the loop and its primitives tell

  scheduled(handle: Handle): void {
    if (!(handle instanceof TimerHandle)) return;
    const existing = this.#create(this.owner());
    this.#existing.set(handle, existing);
    this.#timers.set(handle, existing.event);
    this.#timerWaits.set(handle, known(this.#event));
    this.touches(`timers due at ${handle.when}`, "write"); // they fire in the order in which they were set
  }

  discarded(timer: TimerHandle): void {
    this.touches(`timer ${this.#timers.get(timer)}`, "write");
    const existing = this.#existing.get(timer);
    if (existing === undefined) return;
    this.#existing.delete(timer);
    this.#timerWaits.goes(timer, this.#current?.existing.event ?? -1);
    this.#close(timer, existing);
  }

  taskCreated(task: Task<unknown>): void {
    this.#comesOrGoes(task);
  }

  settled(future: Future<unknown>): void {
    if (future instanceof Task) this.#comesOrGoes(future);
  }

  created(object: object): void {
    if (object instanceof EventLoop) this.#loop = object;
    this.#numbers.set(object, this.#known.identities.object(this.#event, this.#objects++));
  }

  touched(object: object, key: unknown, access: "read" | "write"): void {
    const number = typeof key === "object" && key !== null ? this.#numberOf(key) : key;
    this.#touch(this.#known.locations.in(this.#numberOf(object), number), access);
  }

  #touch(location: number, access: "read" | "write"): void {
    const observed = this.#current?.observed;
    if (observed === undefined || !this.#observing) return; // the start comes before everything
    if (access === "read") observed.read(location);
    else observed.write(location);
  }

  touchedEverything(): void {
    if (this.#observing) this.#current?.observed.everything();
  }

  #comesOrGoes({ name }: Task<unknown>): void {
    if (this.#cancellable.includes(name)) this.touches(`task ${name}`, "write");
  }

  #numberOf(object: object): number {
    const own = this.#numbers.get(object);
    if (own !== undefined) return own;
    const { older, identities } = this.#known;
    let number = older.get(object);
    if (number === undefined) older.set(object, (number = identities.olderObject()));
    return number;
  }

  #wait(event: SimEvent, wait: Wait): void {
    const existing = this.#existing.get(event);
    if (existing !== undefined) existing.waits = [...existing.waits, wait];
  }

  /** It never happens: the present step closes its way, for good. */
  #close(occurrence: Occurrence, existing: Existing): void {
    const closing = { since: this.#current?.existing.event ?? -1, until: -1 };
    this.#dropped.push({ occurrence, existing, closings: [closing] });
  }

  #create(owner: string): Existing {
    const event = this.#known.identities.event(this.#event, this.#events++);
    return { event, creator: known(this.#event), owner, waits: [] };
  }

  /** The present step has become one event of several: the others never happen. */
  #decided(pick: ReadonlyMap<SimEvent, number>, alternative: SimEvent): void {
    this.#pick = undefined;
    const { occurrence, existing } = this.#current as Current;
    const became = pick.get(alternative) as number;
    const closing = { since: existing.event, until: -1 };
    for (const event of pick.values()) {
      if (event !== became) this.#dropped.push({ occurrence, existing: { ...existing, event }, closings: [closing] });
    }
    if (became === this.#event) return;
    this.#event = became;
    this.#countAnew();
  }

  #countAnew(): void {
    this.#events = 0;
    this.#objects = 0;
    this.#picked = 0;
  }

  #begin(occurrence: Occurrence, existing: Existing, waits: readonly Wait[]): ObservedStep {
    const observed = new ObservedStep();
    this.#current = { occurrence, existing, waits, observed };
    this.#event = existing.event;
    this.#countAnew();
    this.touches("end", "read"); // had the run ended before, it would not have come
    return observed;
  }

  #closeStep(): void {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    const { existing, waits, observed } = current;
    const event = this.#event;
    for (const step of this.#known.identities.insteadOf(event)) this.#became.set(step, event);
    if (existing.event === START) this.#became.set(-1, event); // what was there from the start is there since then
    this.#steps.push({
      ...this.#asTold({ event, creator: existing.creator, waits }),
      footprint: observed.footprint(),
    });
  }

  /** With other steps as what they have become. */
  #asTold({ event, creator, waits }: Pending): Pending {
    const parents = this.#known.identities.insteadOf(event);
    const insteadOf = parents.length === 0 ? undefined : parents;
    const became = this.#became;
    if (became.size === 0) return { event, creator, waits, insteadOf };
    const told = (step: number): number => (step < 0 ? step : (became.get(step) ?? step));
    return {
      event,
      creator: (parents[0] ?? event) === START ? -1 : (became.get(creator) ?? creator),
      waits: waits.map(({ since, until }) => ({ since: told(since), until: told(until) })),
      insteadOf,
    };
  }
}

/** Events that let the code go on that has made them. */
const OF_ITS_CREATOR: ReadonlySet<EventKind> = new Set(["io", "fault", "stimulus", "idle", "join"]);

/** Something else had to come first, and did not come either. */
const NEVER: Wait = { since: -1, until: -1 };

interface Dropped {
  readonly occurrence: Occurrence | undefined;
  readonly existing: Existing;
  readonly closings: Wait[];
}

interface Current {
  /** `undefined` for the start. */
  readonly occurrence: Occurrence | undefined;
  readonly existing: Existing;
  readonly waits: readonly Wait[];
  readonly observed: ObservedStep;
}

interface Existing {
  readonly event: number;
  readonly creator: number;
  /** Whose code goes on when it happens. */
  owner: string;
  waits: readonly Wait[];
}

/** The start is no step of a run: what it created was there from the start. */
function known(event: number): number {
  return event === START ? -1 : event;
}
