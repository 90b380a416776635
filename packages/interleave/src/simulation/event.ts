import { Handle } from "@heddle/loop-core";
import type { World } from "./world.ts";

/** What kind of moment an event is. */
export type EventKind = "start" | "arrive" | "respond" | "io" | "stimulus" | "cancel" | "idle" | "timer";

/** What created an event: the step, and its ordinal among the events of that step; -1 for those that are there from the start. */
export interface Origin {
  readonly creator: number;
  readonly ordinal: number;
}

/**
 * A moment of the simulation that may come now: the start of a task, an I/O call that arrives or responds, something the
 * outside world does, a cancellation. Timers are events too; they stay the loop's own.
 *
 * Its identity is (step in which it was created, its ordinal among the events created there): the same in every
 * execution in which it occurs.
 */
export abstract class SimEvent extends Handle {
  /** @internal */
  readonly world: World;
  readonly kind: EventKind;
  readonly name: string;
  /** The task, or the stimulus, on whose behalf it happens: its column in a report. */
  readonly owner: string;
  readonly creator: number;
  readonly ordinal: number;
  /** Whether its execution has put it behind everything else. */
  postponed: boolean = false;

  constructor(world: World, kind: EventKind, name: string, owner: string, origin?: Origin) {
    super(world.loop, nothing);
    this.world = world;
    this.kind = kind;
    this.name = name;
    this.owner = owner;
    this.creator = origin?.creator ?? world.steps;
    this.ordinal = origin?.ordinal ?? world.nextOrdinal++;
  }

  /** What it brings, in a few characters, for reports. */
  detail(): string | undefined {
    return undefined;
  }

  /** What happens. Errors go to whoever waits for the event: it never throws. */
  abstract override run(): void;
}

function nothing(): void {}
