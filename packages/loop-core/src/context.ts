import { getRunningLoop, runningLoopOrNull } from "./running-loop.ts";

/** The variables of one context, never changed in place: whoever keeps it keeps a snapshot. `null`: none was set yet. */
export type ContextValues = ReadonlyMap<ContextVar<unknown>, unknown> | null;

/**
 * The context variables as they are now, for `createTask(coroutine, { context })`; a snapshot that no change reaches.
 *
 * @see https://docs.python.org/3/library/contextvars.html#contextvars.copy_context
 */
export function copyContext(): ContextValues {
  return runningLoopOrNull()?.contextValues ?? null;
}

/**
 * A variable of its own for each task: a change stays in the task that made it.
 *
 * A task copies the context of the code that creates it, a callback that of the code that schedules it. A coroutine that
 * is awaited directly shares its caller's.
 *
 * @see https://docs.python.org/3/library/contextvars.html
 * @example
 * const user = new ContextVar<string>("user", "nobody");
 * user.set("alice");
 * await createTask(async () => user.get()); // "alice"
 */
export class ContextVar<T> {
  readonly name: string;
  readonly #defaultValue: T;

  constructor(name: string, defaultValue: T) {
    this.name = name;
    this.#defaultValue = defaultValue;
  }

  /** The value in the present context; the default where none was set, or outside of any loop. */
  get(): T {
    const values = runningLoopOrNull()?.contextValues;
    if (values?.has(this) !== true) return this.#defaultValue;
    return values.get(this) as T;
  }

  /**
   * Sets the value in the present context, from here on.
   *
   * @throws {NoRunningLoopError} outside callbacks and tasks of a loop
   */
  set(value: T): void {
    const loop = getRunningLoop();
    loop.contextValues = new Map(loop.contextValues ?? []).set(this, value);
  }
}
