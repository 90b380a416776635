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
  #hasOlder = false;

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
    this.#hasOlder = true;
    return ++this.#lastObject;
  }

  /** All numbers, as plain data; `undefined` if there are objects that another process would not know again. */
  save(): SavedIdentities | undefined {
    if (this.#hasOlder) return undefined;
    return {
      events: this.#events,
      objects: this.#objects,
      picked: this.#picked,
      variants: [...this.#variants],
      insteadOf: [...this.#insteadOf],
      last: [this.#lastEvent, this.#lastObject],
    };
  }

  /** Instead of all numbers that there are now. */
  restore({ events, objects, picked, variants, insteadOf, last }: SavedIdentities): void {
    refill(this.#events, events);
    refill(this.#objects, objects);
    refill(this.#picked, picked);
    this.#variants.clear();
    for (const [event, all] of variants) this.#variants.set(event, all);
    this.#insteadOf.clear();
    for (const [event, all] of insteadOf) this.#insteadOf.set(event, all);
    [this.#lastEvent, this.#lastObject] = last;
  }
}

/** JSON has null for what is not there. */
function refill(lists: number[][], saved: readonly (readonly (number | null)[] | null)[]): void {
  lists.length = 0;
  for (const [at, list] of saved.entries()) {
    if (list === null || list === undefined) continue;
    const refilled: number[] = (lists[at] = []);
    for (const [ordinal, number] of list.entries()) if (number !== null) refilled[ordinal] = number;
  }
}

export interface SavedIdentities {
  readonly events: readonly (readonly (number | null)[] | null)[];
  readonly objects: readonly (readonly (number | null)[] | null)[];
  readonly picked: readonly (readonly (number | null)[] | null)[];
  readonly variants: readonly (readonly [number, readonly number[]])[];
  readonly insteadOf: readonly (readonly [number, readonly number[]])[];
  readonly last: readonly [event: number, object: number];
}

/** Stands for the creator of what no step has created, such as cancels. */
export const FROM_OUTSIDE = -1;

/** The start of the body: the step that is there in every execution. */
export const START = 0;
