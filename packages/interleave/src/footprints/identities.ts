/**
 * Numbers for events and objects that mean the same in every execution of an exploration: what one and the same step
 * created, in the same place of its order, has the same number wherever that step happens.
 */
export class Identities {
  /** By creator, then by ordinal. */
  readonly #events: number[][] = [];
  readonly #objects: number[][] = [];
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

  /** An object that no execution has created. */
  olderObject(): number {
    this.#hasOlder = true;
    return ++this.#lastObject;
  }

  /** All numbers, as plain data; `undefined` if there are objects that another process would not know again. */
  save(): SavedIdentities | undefined {
    if (this.#hasOlder) return undefined;
    return { events: this.#events, objects: this.#objects, last: [this.#lastEvent, this.#lastObject] };
  }

  /** Instead of all numbers that there are now. */
  restore({ events, objects, last }: SavedIdentities): void {
    this.#events.splice(0, Infinity, ...events);
    this.#objects.splice(0, Infinity, ...objects);
    [this.#lastEvent, this.#lastObject] = last;
  }
}

export interface SavedIdentities {
  readonly events: readonly number[][];
  readonly objects: readonly number[][];
  readonly last: readonly [event: number, object: number];
}

/** Stands for the creator of what no step has created, such as cancels. */
export const FROM_OUTSIDE = -1;

/** The start of the body: the step that is there in every execution. */
export const START = 0;
