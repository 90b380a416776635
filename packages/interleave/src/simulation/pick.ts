import { showValue } from "../report/show-value.ts";
import { SimEvent } from "./event.ts";
import type { World } from "./world.ts";

/**
 * Starts a data choice: each value is an event, and one of them happens before anything else does.
 *
 * A single value is no choice.
 */
export function startPick<T>(world: World, name: string, values: readonly T[]): Promise<T> {
  return new Promise<T>((resolve) => {
    if (!isList(values) || values.length === 0) throw new PickError(name, values);
    if (values.length === 1) resolve(values[0] as T);
    else world.decide(values.map((value) => new Alternative(world, name, value, resolve)));
  });
}

/** A pick has nothing to choose from. */
export class PickError extends RangeError {
  override readonly name = "PickError";
  readonly pick: string;

  constructor(pick: string, values: unknown) {
    const got = Array.isArray(values) ? "an empty list" : typeof values;
    super(
      `sim.pick("${pick}", values) chooses one of a list of values, and got ${got}. Is the list computed from something ` +
        "that was empty here? Then there is nothing to pick: ask for its length first.",
    );
    this.pick = pick;
  }
}

/** One value of a pick. */
class Alternative<T> extends SimEvent {
  // Nothing but its siblings can happen now: there is nothing that it could be put behind.
  override postponed = true;
  readonly #value: T;
  readonly #resolve: (value: T) => void;

  constructor(world: World, name: string, value: T, resolve: (value: T) => void) {
    super(world, "pick", name, world.owner());
    this.#value = value;
    this.#resolve = resolve;
  }

  /** A value of another place in the list makes another schedule; of objects, only the place is known. */
  override get signature(): string {
    const value: unknown = this.#value;
    return typeof value === "object" || typeof value === "function" ? this.name : `${this.name} = ${showValue(value)}`;
  }

  override detail(): string {
    return `= ${showValue(this.#value)}`;
  }

  override run(): void {
    this.#resolve(this.#value);
  }
}

/** Checked: JavaScript can hand over anything. */
function isList<T>(values: readonly T[]): values is readonly T[] {
  return Array.isArray(values);
}
