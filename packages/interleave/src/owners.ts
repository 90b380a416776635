import { type ContextValues, ContextVar, type EventLoop } from "@heddle/loop-core";
import type { Recorder } from "./report/recorder.ts";
import type { Occurrence } from "./simulation/enabled.ts";
import { SimEvent } from "./simulation/event.ts";

/** On whose behalf an execution does what it does: a task, a stimulus, the body. */
export class Owners {
  /** The owner of the last event. */
  last: string = "body";
  readonly #loop: EventLoop;
  readonly #recorder: Recorder | undefined;
  readonly #contexts: OwnerContexts;
  /** What code is told that goes on by the last event; `undefined` where that has none of its own, a timer. */
  #context: ContextValues | undefined;

  /** @param contexts - the same for all executions of an exploration, which have the same owners */
  constructor(loop: EventLoop, recorder: Recorder | undefined, contexts: OwnerContexts) {
    this.#loop = loop;
    this.#recorder = recorder;
    this.#contexts = contexts;
  }

  of(occurrence: Occurrence): string {
    return occurrence instanceof SimEvent ? occurrence.owner : (this.#recorder?.ownerOf(occurrence) ?? "time");
  }

  /** Whose code runs now. */
  ofCode(): string {
    // Nearly always it is that which the last event has let go on.
    if (this.#recorder === undefined && this.#loop.contextValues === this.#context) return this.last;
    return this.#recorder?.owner() ?? ownerOfCode.get() ?? this.last;
  }

  /** Runs `callback` so that what it starts belongs to `owner`. */
  inNameOf<T>(owner: string, callback: () => T): T {
    const loop = this.#loop;
    const before = loop.contextValues;
    // Nearly always the owner is all that is set: then there is a context at hand.
    const isOwnAlone = before === null || (before.size === 1 && before.has(ownerOfCode));
    if (isOwnAlone) loop.contextValues = this.#contextOf(owner);
    else ownerOfCode.set(owner);
    try {
      return this.#recorder === undefined ? callback() : this.#recorder.inNameOf(owner, callback);
    } finally {
      loop.contextValues = before;
    }
  }

  /** It happens on behalf of its owner: so does what it calls. */
  happens(occurrence: Occurrence): void {
    const owner = this.of(occurrence);
    this.last = owner;
    if (!(occurrence instanceof SimEvent)) this.#context = undefined;
    else occurrence.contextValues = this.#context = occurrence.contextValues ?? this.#contextOf(owner);
  }

  /** An event has been made: most often by whom it belongs to, and then its context is at hand. */
  made(event: SimEvent): void {
    if (this.#context !== undefined && event.owner === this.last) event.contextValues = this.#context;
  }

  #contextOf(owner: string): ContextValues {
    let context = this.#contexts.get(owner);
    if (context === undefined) this.#contexts.set(owner, (context = new Map([[ownerOfCode, owner]])));
    return context;
  }
}

/** What code is told of its owner, by owner. */
export type OwnerContexts = Map<string, ContextValues>;

/**
 * Code that waits for a primitive of the loop goes on in the context in which it waits, whoever wakes it: on whose behalf
 * it was waiting.
 */
const ownerOfCode = new ContextVar<string | undefined>("owner", undefined);
