import type { Execution } from "../execution.ts";
import type { SimEvent } from "./event.ts";

/** Events that cannot overtake each other, as messages on one connection: only the first of them is enabled. */
export class Lane {
  readonly #execution: Execution;
  readonly #queue: SimEvent[] = [];

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  add(event: SimEvent): void {
    this.#queue.push(event);
    if (this.#queue.length === 1) this.#execution.offer(event);
  }

  /** The first event has happened: the next one may. */
  advance(): void {
    this.#queue.shift();
    const next = this.#queue[0];
    if (next !== undefined) this.#execution.offer(next);
  }
}

/** One connection: what is sent on it keeps its order, and so does what comes back. */
export class Channel {
  readonly calls: Lane;
  readonly responses: Lane;

  constructor(execution: Execution) {
    this.calls = new Lane(execution);
    this.responses = new Lane(execution);
  }
}
