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
  readonly #contexts = new Map<string, ContextValues>();

  constructor(loop: EventLoop, recorder: Recorder | undefined) {
    this.#loop = loop;
    this.#recorder = recorder;
  }

  of(occurrence: Occurrence): string {
    return occurrence instanceof SimEvent ? occurrence.owner : (this.#recorder?.ownerOf(occurrence) ?? "time");
  }

  /** Whose code runs now. */
  ofCode(): string {
    return this.#recorder?.owner() ?? ownerOfCode.get() ?? this.last;
  }

  /** Runs `callback` so that what it starts belongs to `owner`. */
  inNameOf<T>(owner: string, callback: () => T): T {
    const loop = this.#loop;
    const before = loop.contextValues;
    ownerOfCode.set(owner);
    try {
      return this.#recorder === undefined ? callback() : this.#recorder.inNameOf(owner, callback);
    } finally {
      loop.contextValues = before;
    }
  }

  /** The event happens on behalf of the last owner: so does what it calls. */
  resume(event: SimEvent): void {
    let context = this.#contexts.get(this.last);
    if (context === undefined) this.#contexts.set(this.last, (context = new Map([[ownerOfCode, this.last]])));
    event.contextValues = context;
  }
}

/**
 * Code that waits for a primitive of the loop goes on in the context in which it waits, whoever wakes it: on whose behalf
 * it was waiting.
 */
const ownerOfCode = new ContextVar<string | undefined>("owner", undefined);
