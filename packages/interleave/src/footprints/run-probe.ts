import { type EventLoop, type Future, type Handle, type Probe, Task, TimerHandle } from "@heddle/loop-core";
import { seededRandom } from "@heddle/virtual-time";
import type { Locations } from "../locations.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { CANCEL, type SimEvent } from "../simulation/event.ts";
import type { Access } from "../simulation/observer.ts";
import type { Run, RunStep } from "../strategies/optimal/run.ts";
import { addWait, ExistingEvents } from "./existing-events.ts";
import type { Identities } from "./identities.ts";
import { ObservedFootprint } from "./observed-footprint.ts";
import type { Window } from "./timer-waits.ts";

/** What is known across the executions of one exploration. */
export interface Known {
  readonly identities: Identities;
  readonly locations: Locations;
  /** The numbers of objects that are older than the execution, such as those of modules. */
  readonly older: WeakMap<object, number>;
  /** Whether footprints tell which writes have not looked before. */
  readonly tellsOverwrites: boolean;
}

/**
 * Watches one execution for a search that has to know what its steps have in common: what each of them touched, who
 * created whom, and what kept an event waiting.
 */
export class RunProbe implements Probe {
  readonly #known: Known;
  readonly #locations: Locations;
  readonly #cancellable: readonly string[];
  readonly #owner: () => string;
  readonly #events: ExistingEvents;
  readonly #steps: RunStep[] = [];
  /** What the present step touches; `undefined` at a choice, and in the start, which comes before everything. */
  #observed: ObservedFootprint | undefined;
  #observing = true;
  // By object, and not weakly: the probe is gone with its execution, and a weak map costs several times as much.
  readonly #numbers = new Map<object, number>();
  #loop: EventLoop | undefined;

  /**
   * @param cancellable - the names of the tasks for which cancel events look
   * @param owner - whose code runs now
   */
  constructor(known: Known, cancellable: readonly string[], owner: () => string) {
    this.#known = known;
    this.#locations = known.locations;
    this.#events = new ExistingEvents(known.identities);
    this.#cancellable = cancellable;
    this.#owner = owner;
  }

  /** The steps so far, up to the present choice; that of the start is among them only if it picks. */
  get steps(): readonly RunStep[] {
    if (!this.#events.isPicking) this.#endStep();
    return this.#steps;
  }

  idOf(occurrence: Occurrence): number {
    return this.#events.numberOf(occurrence);
  }

  numbersOf(occurrence: Occurrence): readonly number[] {
    return this.#known.identities.withVariants(this.idOf(occurrence));
  }

  // What the execution tells

  /** This is the loop that is watched. */
  watches(loop: EventLoop): void {
    this.#loop = loop;
    this.created(loop);
  }

  /** An event exists from now on, whether it may happen yet or not. */
  exists(event: SimEvent): void {
    if (event.kind === "pick") return; // it belongs to the step that made it
    const code = letsItsCreatorGoOn(event) ? this.owner() : this.#locations.ofCode(event.owner);
    if (event.creator === CANCEL) this.#events.createFromOutside(event, code);
    else this.#events.create(event, code);
  }

  /** When it happens, this code goes on, and not that of the one that has made it. */
  isCodeOf(event: SimEvent, owner: number): void {
    if (event.existing !== undefined) event.existing.code = owner;
  }

  /** It happens: what is touched from now on belongs to it. */
  happens(occurrence: Occurrence): void {
    if (this.#events.isPicking) {
      const footprint = this.#observed as ObservedFootprint;
      this.#steps.push({ ...this.#events.endPick(occurrence as SimEvent), footprint });
      return;
    }
    const existing = this.#events.begin(occurrence);
    const { event, creator, waits, insteadOf } = this.#events.asTold(existing);
    const { code } = existing;
    const observed = new ObservedFootprint(this.#known.tellsOverwrites);
    this.#observed = observed;
    this.#steps.push({ event, creator, waits, insteadOf, footprint: observed });
    observed.read(this.#locations.end); // had the run ended before, it would not have come
    if (occurrence instanceof TimerHandle) {
      observed.write(code);
      observed.write(this.#locations.time);
      observed.write(this.#locations.ofTimer(event));
      return;
    }
    // Two moments of one task may be raced, or both waited for, by promises that nobody sees: they do not commute.
    if (occurrence.letsCodeGoOn) observed.write(code);
    const { footprint } = occurrence;
    if (footprint !== undefined) observed.add(footprint);
  }

  /** A pick is about to be decided: with each of its values the present step becomes another event. */
  decides(alternatives: readonly SimEvent[]): void {
    const step = this.#events.beginPick(alternatives, () => this.#locations.ofCode(this.#owner()));
    if (this.#observed === undefined) this.#observed = new ObservedFootprint(this.#known.tellsOverwrites);
    else this.#steps.pop(); // until it is known which event it is
    this.touches(`picks of ${step}`, "write");
  }

  /** It is no event after all. */
  forgets(event: SimEvent): void {
    this.#events.forget(event);
  }

  /** The location of the code that runs: that of a task of the loop, or else of whom the execution says. */
  owner(): number {
    const task = this.#loop?.taskOfCode() ?? null;
    if (task === null) return this.#locations.ofCode(this.#owner());
    return this.#locations.ofCodeOfTask(this.#numberOf(task));
  }

  /** The present step lets this code go on. */
  runsCodeOf(owner: number): void {
    this.#touch(owner, "write");
  }

  /** It will not happen: the present step has seen to that, or the one of an event before. */
  drops(event: SimEvent, before?: SimEvent): void {
    this.#events.drop(event, before?.existing);
  }

  /** The present step ends the run: whatever has not happened by now does not happen. */
  settles(): void {
    this.#touch(this.#locations.end, "write");
  }

  /**
   * All that has happened by choice.
   * @param enabled - what could have happened next, had the run not come to its end
   */
  run(enabled: readonly Occurrence[]): Run {
    const pending = this.#events.pending(enabled);
    return { steps: this.steps, pending };
  }

  /** It can't overtake the present event: it comes behind that on one connection. */
  follows(event: SimEvent): void {
    this.#events.follow(event);
  }

  /** It can't happen before all that has happened so far. */
  comesLast(event: SimEvent): void {
    for (const { event: until } of this.steps) addWait(event, { since: -1, until });
  }

  /** It can't happen before the present step. */
  waitsFor(event: SimEvent): void {
    this.#events.waitForPresent(event);
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
    this.#events.opensFirst(timer);
  }

  /** A response has to come before time passes beyond the end of its window. */
  windowOpens(window: Window): void {
    this.#events.windowOpens(window);
  }

  windowCloses(window: Window): void {
    this.#events.windowCloses(window);
  }

  /** The clock is looked at. */
  looksAtTime(): void {
    this.#touch(this.#locations.time, "read");
  }

  /** Something of the simulation's own is used, such as its history. */
  touches(key: string, access: "read" | "write"): void {
    this.#touch(this.#locations.ofSimulation(key), access);
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
    this.#events.createTimer(handle, this.owner());
    this.#touch(this.#locations.ofTimersDueAt(handle.when), "write");
  }

  discarded(timer: TimerHandle): void {
    this.#touch(this.#locations.ofTimer(this.idOf(timer)), "write");
    this.#events.drop(timer);
  }

  taskCreated(task: Task<unknown>): void {
    this.#comesOrGoes(task);
  }

  settled(future: Future<unknown>): void {
    if (future instanceof Task) this.#comesOrGoes(future);
  }

  created(object: object): void {
    this.#numbers.set(object, this.#events.numberObject());
  }

  touched(object: object, key: unknown, access: Access): void {
    if (this.#observed === undefined || !this.#observing) return;
    const number = typeof key === "object" && key !== null ? this.#numberOf(key) : key;
    this.#touch(this.#locations.in(this.#numberOf(object), number), access);
  }

  touchedEverything(): void {
    if (this.#observing) this.#observed?.everything();
  }

  #touch(location: number, access: Access): void {
    if (this.#observed === undefined || !this.#observing) return;
    if (access === "read") this.#observed.read(location);
    else if (access === "write") this.#observed.write(location);
    else this.#observed.overwrite(location);
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

  #endStep(): void {
    this.#events.end();
    this.#observed = undefined;
  }
}

/** Whether it lets the code go on that has made it; others bring code of their own. */
function letsItsCreatorGoOn({ kind }: SimEvent): boolean {
  return kind === "io" || kind === "fault" || kind === "stimulus" || kind === "idle" || kind === "join";
}
