import type { Future } from "./future.ts";
import type { Handle, Runnable, TimerHandle } from "./handle.ts";
import type { Task } from "./task.ts";

/**
 * An observer that is told what happens on a loop. It must not change anything.
 *
 * A loop without a probe pays one comparison with `undefined` for each of these moments.
 */
export interface Probe {
  /** A callback or timer was handed to the loop. */
  scheduled?(handle: Handle): void;
  /** A timer was cancelled, in time or not. */
  discarded?(timer: TimerHandle): void;
  /** A callback is about to run; until {@link stepEnded}, all that happens belongs to it. */
  stepBegan?(handle: Runnable): void;
  /** The callback has run, and so has every microtask that it caused. */
  stepEnded?(handle: Runnable): void;
  /** A task was created. */
  taskCreated?(task: Task<unknown>): void;
  /** A future or task got its result, its exception, or was cancelled. */
  settled?(future: Future<unknown>): void;
  /** A future or primitive has come into being, in the current step: {@link touched} will speak of it. */
  created?(object: object): void;
  /** The current step used `key` of a shared `object`: two steps commute unless they touch the same one and one writes. */
  touched?(object: object, key: string, access: "read" | "write"): void;
  /** The current step used what any other may have changed: it listed all tasks. It commutes with no other. */
  touchedEverything?(): void;
}
