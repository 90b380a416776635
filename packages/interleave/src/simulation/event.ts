import type { ContextValues, Runnable } from "@heddle/loop-core";
import type { Footprint } from "../footprint.ts";
import type { Existing } from "../footprints/existing-events.ts";
import type { World } from "./world.ts";

/** What kind of moment an event is. */
export type EventKind =
  | "start"
  | "arrive"
  | "respond"
  | "io"
  | "fault"
  | "pick"
  | "stimulus"
  | "cancel"
  | "idle"
  | "join"
  | "callback"
  | "late"
  | "timer";

/**
 * What created an event: the step, and its ordinal among the events of that step. Below 0: no step, where an event must not
 * shift the ordinals of others.
 */
export interface Origin {
  readonly creator: number;
  readonly ordinal: number;
  /** Of a fault: which one, of those that exclude the event which has this creator and ordinal. */
  readonly fault?: number;
}

/** The creator of all cancels, which are there from the start. */
export const CANCEL = -1;
/** The creator of the ends of all `sim.all`. */
export const JOIN = -2;
/** The creator of all delays of timers. */
export const LATE = -3;

/**
 * A moment of the simulation that may come now: the start of a task, an I/O call that arrives or responds, something the
 * outside world does, a cancellation. Timers are events too; they stay the loop's own.
 *
 * Its identity is (step in which it was created, its ordinal among the events created there): the same in every
 * execution in which it occurs.
 */
export abstract class SimEvent implements Runnable {
  /** @internal */
  readonly world: World;
  readonly kind: EventKind;
  readonly name: string;
  /** The task, or the stimulus, on whose behalf it happens: its column in a report. */
  readonly owner: string;
  readonly creator: number;
  readonly ordinal: number;
  readonly fault: number | undefined;
  /** The context variables of the code that it lets go on. Owned by the execution. */
  contextValues: ContextValues = null;
  /** Whether its execution has put it behind everything else. */
  postponed: boolean = false;
  /** @internal What a search knows of it, where footprints are declared. Owned by the probe. */
  existing: Existing | undefined = undefined;

  constructor(world: World, kind: EventKind, name: string, owner: string, origin?: Origin) {
    this.world = world;
    this.kind = kind;
    this.name = name;
    this.owner = owner;
    this.creator = origin?.creator ?? world.steps;
    this.ordinal = origin?.ordinal ?? world.nextOrdinal++;
    this.fault = origin?.fault;
    world.probe?.exists(this);
  }

  /** What a schedule knows it by, beside its identity: it shows when the body has changed. */
  get signature(): string {
    return this.name;
  }

  /** What it brings, in a few characters, for reports. */
  detail(): string | undefined {
    return undefined;
  }

  /** What the loop runs when it happens. */
  get runnable(): Runnable {
    return this;
  }

  /** What can't happen any more is not offered. */
  get cancelled(): boolean {
    return false;
  }

  /** What is enabled with it, and excludes it. */
  get siblings(): readonly SimEvent[] {
    return NONE;
  }

  /** Whether code goes on that waits for it: not where a call arrives, or is lost on its way. */
  get letsCodeGoOn(): boolean {
    return this.kind !== "arrive";
  }

  /** What is declared of the state that it touches; `undefined`: nothing is. */
  get footprint(): Footprint | undefined {
    return undefined;
  }

  /** What happens. Errors go to whoever waits for the event: it never throws. */
  abstract run(): void;
}

const NONE: readonly SimEvent[] = [];
