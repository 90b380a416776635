import type { EventLoop } from "@heddle/loop-core";
import type { RunProbe } from "../footprints/run-probe.ts";
import type { Locations } from "../locations.ts";
import type { Cancellation } from "./cancellation.ts";
import type { Faults } from "./faults.ts";
import type { SimEvent } from "./event.ts";
import type { History } from "./history.ts";
import type { Joins } from "./join.ts";
import type { PassingTime } from "./passing-time.ts";
import type { Channel } from "./lane.ts";

/**
 * What the parts of a simulation see of the execution that they belong to: the seam between what the body may say, in
 * this folder, and how it is run.
 */
export interface World {
  readonly loop: EventLoop;
  readonly history: History;
  readonly cancellation: Cancellation;
  readonly faults: Faults;
  readonly joins: Joins;
  readonly time: PassingTime;
  readonly settings: WorldSettings;
  /** Is told what a search has to know of steps; `undefined` where nothing is declared of them. */
  readonly probe: RunProbe | undefined;

  /** How many events have happened. */
  readonly steps: number;
  /** The ordinal of the next event that this step creates. */
  nextOrdinal: number;

  /** From now on, this event may happen, and its siblings. */
  offer(event: SimEvent): void;
  /** It will not happen. */
  withdraw(event: SimEvent): void;
  /** Exactly one of these happens, before anything else does. */
  decide(alternatives: readonly SimEvent[]): void;
  /** No cancel may happen any more. */
  dropCancels(): void;
  /** The next thing that happens is real: the host gets its turn until `effect` has settled. */
  suspendFor<T>(effect: () => T | PromiseLike<T>, answered: (answer: { value: T } | { error: unknown }) => void): void;
  /** Calls back when nothing else will happen. */
  whenIdle(resolve: () => void): void;
  /** The object, with every use of it told to the probe. */
  share<T extends object>(value: T): T;
  /** The channel with this key; made at its first use. */
  channel(key: string): Channel;

  /** Whose code runs now. */
  owner(): string;
  /** Runs `callback` so that what it starts belongs to `owner`. */
  inNameOf<T>(owner: string, callback: () => T): T;
}

export interface WorldSettings {
  readonly starts: "as events" | "in order";
  readonly maxCancels: number;
  readonly maxFaults: number;
  /** What outlives an execution. */
  readonly host: { uniqueName(): string };
  readonly locations: Locations;
}
