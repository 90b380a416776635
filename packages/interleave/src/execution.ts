import {
  type Chooser,
  EventLoop,
  type Handle,
  type Next,
  type Runnable,
  type Suspension,
  type TimerHandle,
} from "@heddle/loop-core";
import { Scope, VirtualClock } from "@heddle/virtual-time";
import type { Failure } from "./failure.ts";
import type { Footprint } from "./footprint.ts";
import { type Known, RunProbe } from "./footprints/run-probe.ts";
import { WatchedClock } from "./footprints/watched-clock.ts";
import { Journal } from "./journal.ts";
import { LivelockError, NondeterminismError, UnhandledRejectionError } from "./failure.ts";
import { type OwnerContexts, Owners } from "./owners.ts";
import { Rest } from "./rest.ts";
import type { Recorder } from "./report/recorder.ts";
import type { Run } from "./strategies/optimal/run.ts";
import type { Choice, Guide } from "./strategies/strategy.ts";
import { nameOf } from "./schedule.ts";
import { userFrame } from "./report/stack.ts";
import { Callback } from "./simulation/callback.ts";
import { Cancellation } from "./simulation/cancellation.ts";
import { Enabled, type Occurrence } from "./simulation/enabled.ts";
import { Faults } from "./simulation/faults.ts";
import { SimEvent } from "./simulation/event.ts";
import { History } from "./simulation/history.ts";
import { Arrival } from "./simulation/io.ts";
import { type Join, Joins } from "./simulation/join.ts";
import { Channel } from "./simulation/lane.ts";
import { PassingTime } from "./simulation/passing-time.ts";
import { SharedObjects } from "./simulation/shared.ts";
import { Simulation } from "./simulation/simulation.ts";
import type { World, WorldSettings } from "./simulation/world.ts";
import type { Host } from "./host/host.ts";
import { pageTells } from "./host/page-errors.ts";

/** What the user explores. */
export type Body = (sim: Simulation) => unknown;

/** What is the same in all executions of an exploration. */
export interface ExecutionSettings extends WorldSettings {
  readonly body: Body;
  readonly setup: ((sim: Simulation) => unknown) | undefined;
  readonly model: "realistic" | "tasks";
  readonly timers: "on time" | "late";
  readonly cancel: readonly string[];
  readonly maxSteps: number;
  /** Virtual milliseconds. */
  readonly horizonMs: number;
  readonly seed: number;
  readonly host: Host;
  readonly ownerContexts: OwnerContexts;
  /** What is known across executions, where footprints are declared. */
  readonly known: Known | undefined;
}

/**
 * One run of the body under one schedule, from start to end.
 *
 * It is the chooser of a loop of its own. The loop runs what is ready, first in, first out; whenever nothing is, it asks
 * which of the enabled events happens next, and that is where the {@link Guide} decides.
 */
export class Execution implements Chooser, Choice, World {
  readonly settings: ExecutionSettings;
  readonly loop: EventLoop;
  readonly scope: Scope;
  readonly probe: RunProbe | undefined;
  readonly sim: Simulation;
  readonly journal: Journal = new Journal();
  readonly history: History = new History(this);
  readonly cancellation: Cancellation = new Cancellation(this);
  readonly faults: Faults = new Faults(this);
  readonly joins: Joins = new Joins(this);
  readonly time: PassingTime;
  /** How many of its steps were a choice between two or more. */
  choices: number = 0;
  nextOrdinal: number = 0;
  /** Why it failed; the first reason counts. */
  failure: Failure | undefined;
  /** What the body returned. */
  result: unknown;
  /** What it did, for a search that has to know; `undefined` where nothing is declared of steps. */
  run: Run | undefined;
  /** Whether it was given up without an answer: the guide wanted no more of it. */
  abandoned: boolean = false;

  /** Only where any callback that is ready may run next. */
  readonly keep?: (callback: Handle) => boolean;

  readonly #guide: Guide;
  readonly #recorder: Recorder | undefined;
  readonly #enabled = new Enabled();
  #channels: Map<string, Channel> | undefined;
  #unhandled: Map<Promise<unknown>, unknown> | undefined;
  readonly #owners: Owners;
  readonly #rest: Rest;
  #shared: SharedObjects | undefined;
  #settled = false;
  #over = false;
  /** Nothing is left to run. */
  #atEnd = false;
  #leftoverSteps = 0;
  /** How many callbacks have run since the last event. */
  #callbacks = 0;
  #suspension: Suspension | undefined;

  constructor(settings: ExecutionSettings, guide: Guide, recorder?: Recorder) {
    this.settings = settings;
    this.#guide = guide;
    this.#recorder = recorder;
    const { known, seed } = settings;
    const probe =
      known === undefined || recorder !== undefined
        ? undefined
        : new RunProbe(known, settings.cancel, () => this.owner());
    this.probe = probe;
    this.loop = new EventLoop({
      clock: probe === undefined ? new VirtualClock() : new WatchedClock(probe),
      chooser: this,
      awaitOutsideTask: "adopt",
      debug: false, // whatever HEDDLE_DEBUG says: an execution is the same everywhere
      probe: recorder ?? probe,
    });
    this.time = new PassingTime(this, settings);
    this.#owners = new Owners(this.loop, recorder, settings.ownerContexts);
    this.#rest = new Rest(this, settings.host, recorder, (failure) => this.fail(failure));
    this.loop.setExceptionHandler(({ message, error }) => this.fail({ kind: "uncaught exception", error, message }));
    this.scope = new Scope(this.loop, probe === undefined ? { seed } : { random: probe.watchedRandom(seed) });
    probe?.watches(this.loop);
    this.sim = new Simulation(this);
    recorder?.begin(this);
    this.cancellation.offer(settings.cancel);
    this.loop.callSoon(() => this.#start());
    if (settings.model === "tasks") this.keep = (callback) => this.#keep(callback);
  }

  /** Runs the next callback: see `Machine.step`. `"done"` when the execution is at its end. */
  next(): Next {
    if (!this.#atEnd) {
      if (this.#callbacks++ < this.settings.maxSteps) {
        const next = this.loop.step();
        if (next !== "done") return next;
      } else this.#endless("a setImmediate, once more");
      this.#atEnd = true;
      if (pageTells !== undefined) return pageTells;
    }
    this.#end();
    return "done";
  }

  /** What is being run at this very moment, and where: called in the midst of a step, by the watchdog. */
  describeNow(): string {
    const place = userFrame(new Error().stack);
    const where = place === undefined ? "" : `, at ${place}`;
    return `It is ${this.journal.describeLast()}${where}, under the schedule ${this.journal.schedule(this.settings)}`;
  }

  get steps(): number {
    return this.journal.steps;
  }

  /** Rejections that nobody has handled so far. */
  get unhandled(): Map<Promise<unknown>, unknown> {
    return (this.#unhandled ??= new Map());
  }

  // The world of the simulation

  channel(key: string): Channel {
    const channels = (this.#channels ??= new Map<string, Channel>());
    let channel = channels.get(key);
    if (channel === undefined) channels.set(key, (channel = new Channel(this, key)));
    return channel;
  }

  offer(event: SimEvent): void {
    if (this.#over) return; // code that goes on after the end, in a macrotask of the host
    this.#enabled.add(event);
    this.#owners.made(event);
    this.#recorder?.offered(event);
    for (const sibling of event.siblings) {
      this.#enabled.add(sibling);
      this.journal.mayFail = true;
    }
    this.#rest.goesOn();
  }

  owner(): string {
    return this.#owners.ofCode();
  }

  inNameOf<T>(owner: string, callback: () => T): T {
    return this.#owners.inNameOf(owner, callback);
  }

  withdraw(event: SimEvent): void {
    this.#enabled.remove(event);
    this.probe?.drops(event);
  }

  decide(alternatives: readonly SimEvent[]): void {
    if (this.#over) return;
    this.#enabled.addPick(alternatives);
    this.#rest.goesOn();
  }

  dropCancels(): void {
    for (const cancel of this.#enabled.dropCancels()) this.probe?.drops(cancel);
  }

  whenIdle(resolve: () => void): void {
    this.#rest.whenIdle(resolve);
  }

  share<T extends object>(value: T): T {
    if (this.probe === undefined) return value;
    return (this.#shared ??= new SharedObjects(this.probe)).share(value);
  }

  suspendFor<T>(effect: () => T | PromiseLike<T>, answered: (answer: { value: T } | { error: unknown }) => void): void {
    this.probe?.touchedEverything(); // nobody knows what is real
    this.#suspension = (resume) => {
      Promise.resolve()
        .then(effect)
        .then(
          (value) => answered({ value }),
          (error: unknown) => answered({ error }),
        )
        .then(resume, resume);
    };
  }

  fail(failure: Failure): void {
    if (failure.kind !== "deadlock") this.probe?.settles();
    this.failure ??= failure;
  }

  // What a guide sees: the choice of the next event

  get lastOwner(): string {
    return this.#owners.last;
  }

  ownerAt(index: number): string {
    return this.#owners.of(this.#enabled.at(index));
  }

  footprintAt(index: number): Footprint | undefined {
    return footprintOf(this.#enabled.at(index));
  }

  get observed(): RunProbe | undefined {
    return this.probe;
  }

  get step(): number {
    return this.steps + 1;
  }

  get size(): number {
    return this.#enabled.size;
  }

  at(index: number): Occurrence {
    return this.#enabled.at(index);
  }

  postpone(index: number, response = false): void {
    const event = this.#enabled.at(index);
    if (!(event instanceof SimEvent)) throw new RangeError("A timer can't be postponed: it comes last anyway.");
    if (event instanceof Arrival) event.postponesResponse = response;
    this.#enabled.postpone(event);
    this.journal.deviates(response ? "postpone both" : "postpone", event);
  }

  // The chooser of the loop

  choose(timer: TimerHandle | undefined): ReturnType<Chooser["choose"]> {
    this.#callbacks = 0;
    if (this.failure !== undefined) return undefined;
    const suspension = this.#suspension;
    if (suspension !== undefined) {
      this.#suspension = undefined;
      return suspension;
    }
    const join = this.#enable(timer);
    if (join !== undefined) return join;
    const enabled = this.#enabled;
    if (enabled.size === 0) return this.#atRest();
    if (this.#settled) return this.#leftover();
    if (this.steps >= this.settings.maxSteps) {
      this.#endless(nameOf(enabled.at(0)));
      return undefined;
    }
    const index = this.#guided(enabled.size);
    if (index === undefined) return undefined;
    this.#recorder?.choosing(this, index);
    return this.#happen(enabled.take(index));
  }

  /**
   * What may happen besides the events that are enabled as soon as they exist: time may pass, and tasks have ended.
   *
   * @returns the end of a `sim.all` if nothing else can happen: that is no step of its own
   */
  #enable(timer: TimerHandle | undefined): Join | undefined {
    const enabled = this.#enabled;
    const timeStands = timer === undefined || (this.keep !== undefined && enabled.hasCallback());
    enabled.timer = timeStands ? undefined : this.time.to(timer);
    enabled.late = enabled.timer === undefined || this.#settled ? undefined : this.time.past(enabled.timer);
    if (this.#settled) return undefined;
    const { pick } = enabled;
    if (pick !== undefined) {
      this.probe?.decides(pick);
      return undefined;
    }
    const join = this.joins.settle(enabled);
    if (join !== undefined) this.probe?.happens(join);
    return join;
  }

  /** The index of the event that happens now; `undefined` if this execution goes no further. */
  #guided(size: number): number | undefined {
    if (size === 1) {
      this.abandoned = this.#guide.givesUp?.(this) === true;
      return this.abandoned ? undefined : 0;
    }
    this.choices++;
    const index = this.#guide.choose(this);
    if (index >= size) return this.#offCourse(index);
    if (index > 0) this.journal.deviates("pull", this.#enabled.at(index));
    this.abandoned = index < 0;
    return this.abandoned ? undefined : index;
  }

  #keep(callback: Handle): boolean {
    if (this.#settled || this.#over) return false;
    this.#enabled.add(new Callback(this, callback));
    return true;
  }

  /** The guide knows this execution, and it was another one. */
  #offCourse(index: number): undefined {
    const error = new NondeterminismError(this.step, `one of ${index + 1} events or more`, `one of ${this.size}`);
    this.fail({ kind: "nondeterminism", error });
  }

  #happen(occurrence: Occurrence): Runnable {
    this.journal.happens(occurrence);
    this.time.happens(occurrence);
    if (!this.#settled) this.probe?.happens(occurrence);
    this.nextOrdinal = 0;
    this.#owners.happens(occurrence);
    if (!this.#settled) this.#guide.happens?.(occurrence, this.lastOwner, footprintOf(occurrence));
    this.#recorder?.happened(occurrence);
    return occurrence instanceof SimEvent ? occurrence.runnable : occurrence;
  }

  /** After the body's end there are no more choices: what is left runs in default order, to see what comes of it. */
  #leftover(): Runnable | undefined {
    this.run ??= this.probe?.run(this.#enabled.all());
    if (this.#leftoverSteps === 0) this.#enabled.dropCancels();
    if (this.#enabled.size === 0 || this.#leftoverSteps++ >= MAX_LEFTOVER_STEPS) return undefined;
    return this.#happen(this.#enabled.take(0));
  }

  #endless(next: string): void {
    this.fail({ kind: "livelock", error: new LivelockError(this.settings.maxSteps, next) });
  }

  /** Nothing is enabled. */
  #atRest(): Runnable | Suspension | undefined {
    const idle = this.#rest.nextIdle();
    if (idle !== undefined) return this.#happen(idle);
    return this.#settled ? undefined : this.#rest.stuck();
  }

  #start(): void {
    const { setup, body } = this.settings;
    let result: unknown;
    try {
      result = this.inNameOf("body", () =>
        setup === undefined ? body(this.sim) : Promise.resolve(setup(this.sim)).then(() => body(this.sim)),
      );
    } catch (error) {
      this.#bodyRejected(error);
      return;
    }
    Promise.resolve(result).then(
      (value) => this.#bodyResolved(value),
      (error: unknown) => this.#bodyRejected(error),
    );
  }

  #bodyResolved(value: unknown): void {
    this.probe?.settles();
    this.#settled = true;
    this.result = value;
    this.#rest.goesOn();
  }

  #bodyRejected(error: unknown): void {
    this.probe?.settles();
    this.#settled = true;
    // A body that lets pass what we did to it, a cancellation or a fault, has done nothing wrong.
    if (this.cancellation.explains(error) || this.faults.explains(error)) return;
    this.fail({ kind: "error", error });
  }

  #end(): void {
    this.#over = true;
    this.run ??= this.probe?.run(this.#enabled.all());
    this.#recorder?.end();
    if (this.failure !== undefined || this.abandoned) return;
    for (const reason of this.#unhandled?.values() ?? []) {
      if (this.cancellation.explains(reason)) continue;
      this.fail({ kind: "unhandled rejection", error: new UnhandledRejectionError(reason) });
    }
  }
}

function footprintOf(occurrence: Occurrence): Footprint | undefined {
  return occurrence instanceof SimEvent ? occurrence.footprint : undefined;
}

/** Enough to see what a finished body has left behind; an interval would go on to the horizon. */
const MAX_LEFTOVER_STEPS = 200;
