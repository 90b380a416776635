/**
 * Numbers for events and objects that mean the same in every execution of an exploration: what one and the same step
 * created, in the same place of its order, has the same number wherever that step happens.
 */
export class Identities {
  /** By creator, then by ordinal. */
  readonly #events: number[][] = [];
  readonly #objects: number[][] = [];
  /** By what a step is with the first values, then by ordinal. */
  readonly #picked: number[][] = [];
  readonly #variants = new Map<number, readonly number[]>();
  readonly #insteadOf = new Map<number, readonly number[]>();
  #lastEvent = START;
  #lastObject = -1;

  /** The event that `creator` created, as its `ordinal`th. */
  event(creator: number, ordinal: number): number {
    const siblings = (this.#events[creator - FROM_OUTSIDE] ??= []);
    return (siblings[ordinal] ??= ++this.#lastEvent);
  }

  /** The shared object that `creator` created, as its `ordinal`th. */
  object(creator: number, ordinal: number): number {
    const siblings = (this.#objects[creator - FROM_OUTSIDE] ??= []);
    return (siblings[ordinal] ??= ++this.#lastObject);
  }

  /** What the step of `event` is with a value that is not the first of its pick: its `ordinal`th such value. */
  variant(event: number, ordinal: number): number {
    const own = (this.#picked[event] ??= []);
    const known = own[ordinal];
    if (known !== undefined) return known;
    const variant = (own[ordinal] = ++this.#lastEvent);
    const parents = [...this.insteadOf(event), event];
    this.#insteadOf.set(variant, parents);
    for (const parent of parents) this.#variants.set(parent, [...this.withVariants(parent), variant]);
    return variant;
  }

  /** See {@link Pending.insteadOf}. */
  insteadOf(event: number): readonly number[] {
    return this.#insteadOf.get(event) ?? [];
  }

  /** The event, and all that its step is known to be with other values of its picks. */
  withVariants(event: number): readonly number[] {
    return this.#variants.get(event) ?? [event];
  }

  /** An object that no execution has created. */
  olderObject(): number {
    return ++this.#lastObject;
  }
}

/** Stands for the creator of what no step has created, such as cancels. */
export const FROM_OUTSIDE = -1;

/** The start of the body: the step that is there in every execution. */
export const START = 0;
