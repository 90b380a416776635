import type { Execution } from "../execution.ts";
import { SimEvent } from "./event.ts";

/** Something that the outside world does once, at a moment of its own choosing: a click, a server push, an `abort()`. */
export function startStimulus<T>(execution: Execution, name: string, act: () => T | PromiseLike<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    execution.offer(new Stimulus(execution, name, act, resolve, reject));
  });
}

class Stimulus<T> extends SimEvent {
  readonly #act: () => T | PromiseLike<T>;
  readonly #resolve: (value: T | PromiseLike<T>) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    execution: Execution,
    name: string,
    act: () => T | PromiseLike<T>,
    resolve: (value: T | PromiseLike<T>) => void,
    reject: (error: unknown) => void,
  ) {
    super(execution, "stimulus", name, name);
    this.#act = act;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  override run(): void {
    try {
      this.#resolve(this.execution.inNameOf(this.owner, this.#act));
    } catch (error) {
      this.#reject(error);
    }
  }
}
