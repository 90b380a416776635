import type { Handle, Probe, TimerHandle } from "@heddle/loop-core";
import type { Waiting } from "../failure.ts";
import { identityOf, kindOf, nameOf } from "../schedule.ts";
import type { Choice } from "../strategies/strategy.ts";
import type { Occurrence } from "../simulation/enabled.ts";
import { type EventKind, SimEvent } from "../simulation/event.ts";
import type { World } from "../simulation/world.ts";
import { AwaitWatch } from "./await-watch.ts";
import { openOwnership, type Ownership } from "./ownership.ts";
import { userFrame } from "./stack.ts";

/** One event of an execution, as data. */
export interface TraceEntry {
  /** Counted from 1. */
  readonly step: number;
  /** Virtual milliseconds. */
  readonly atMs: number;
  readonly kind: EventKind;
  readonly name: string;
  /** The task or stimulus on whose behalf it happened. */
  readonly owner: string;
  /** As in schedules. */
  readonly identity: string;
  /** How many events could have happened here, this one included. */
  readonly enabled: number;
  /** Whether the task of the event before could have gone on. */
  readonly preempts: boolean;
  /** What it brought, where there is something to tell: an answer, an error. */
  readonly detail: string | undefined;
  /** The line of user code that has brought it about, as `file:line:column`; only where that was asked for. */
  readonly where: string | undefined;
}

/** What it must know of the execution. */
type Watched = Pick<World, "loop" | "steps" | "owner"> & Pick<Choice, "lastOwner">;

/**
 * Watches one execution closely: who owns what, in which order things happened, what is being waited for. Thousands of
 * executions run without one; the few that are shown to a person run again with it.
 */
export class Recorder implements Probe {
  readonly entries: TraceEntry[] = [];
  readonly #ownership: Ownership | undefined = openOwnership();
  readonly #timerOwners = new WeakMap<Handle, string>();
  readonly #awaits: AwaitWatch | undefined;
  /** The lines at which events were made, if they are wanted. */
  readonly #places: WeakMap<object, string> | undefined;
  #watched: Watched | undefined;
  #enabled = 1;
  #preempts = false;

  /**
   * @param options - `awaits`: find out where the code waits; costs a stack for each promise. `places`: where events are
   *   made; costs a stack for each event
   */
  constructor(options: { awaits: boolean; places?: boolean }) {
    this.#places = options.places === true ? new WeakMap() : undefined;
    this.#awaits = options.awaits ? new AwaitWatch(() => this.#ownership?.current()) : undefined;
  }

  /** The execution begins; called by it. */
  begin(execution: Watched): void {
    this.#watched = execution;
    this.#awaits?.start();
  }

  /** The execution is over. */
  end(): void {
    this.#awaits?.stop();
  }

  owner(): string | undefined {
    return this.#ownership?.current();
  }

  ownerOf(timer: TimerHandle): string | undefined {
    return this.#timerOwners.get(timer);
  }

  inNameOf<T>(owner: string, callback: () => T): T {
    return this.#ownership === undefined ? callback() : this.#ownership.run(owner, callback);
  }

  scheduled(handle: Handle): void {
    if (this.#watched !== undefined) this.#timerOwners.set(handle, this.#watched.owner());
    this.offered(handle);
  }

  /** An event has been made, just now. */
  offered(event: object): void {
    const place = this.#places && userFrame(new Error().stack);
    if (place !== undefined) this.#places?.set(event, place);
  }

  /** One of the enabled events has been chosen; {@link happened} follows. */
  choosing(choice: Choice, index: number): void {
    const { lastOwner } = choice;
    this.#enabled = choice.size;
    this.#preempts =
      choice.step > 1 &&
      choice.ownerAt(index) !== lastOwner &&
      Array.from({ length: choice.size }, (_, i) => choice.ownerAt(i)).includes(lastOwner);
  }

  happened(occurrence: Occurrence): void {
    const execution = this.#watched as Watched;
    this.entries.push({
      step: execution.steps,
      atMs: occurrence instanceof SimEvent ? execution.loop.time() : Math.max(occurrence.when, execution.loop.time()),
      kind: kindOf(occurrence),
      name: nameOf(occurrence),
      owner: execution.lastOwner,
      identity: identityOf(occurrence),
      enabled: this.#enabled,
      preempts: this.#preempts,
      detail: occurrence instanceof SimEvent ? occurrence.detail() : undefined,
      where: this.#places?.get(occurrence) ?? this.#placeOfCreator(occurrence),
    });
    this.#enabled = 1;
    this.#preempts = false;
  }

  /** A response is made by the arrival of its call: it goes back to where that was made. */
  #placeOfCreator(occurrence: Occurrence): string | undefined {
    return occurrence instanceof SimEvent ? this.entries[occurrence.creator - 1]?.where : undefined;
  }

  /** What the host still works on for this execution; `undefined` where that is not watched. */
  externals(): string[] | undefined {
    return this.#awaits?.externals();
  }

  /** What waits now, in the order in which the waits began. */
  waiting(): Waiting[] {
    return this.#awaits?.waiting() ?? [];
  }
}
