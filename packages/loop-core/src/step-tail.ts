import type { ContextValues } from "./context.ts";
import type { MicrotaskDrain } from "./microtask-drain.ts";
import type { Task } from "./task.ts";

/** What a step still has to do once its microtasks have run, and steps within a step. */
export class StepTail {
  #callbacks: (() => void)[] = [];
  readonly #loop: SteppingLoop;

  constructor(loop: SteppingLoop) {
    this.#loop = loop;
  }

  add(callback: () => void): void {
    this.#callbacks.push(callback);
  }

  /** Takes out the next callback of the step. */
  shift(): (() => void) | undefined {
    return this.#callbacks.shift();
  }

  /**
   * Runs `callback` as a step in the middle of the present one, to its end, and its microtasks with it.
   *
   * @returns whether its microtasks were run: the host has a synchronous drain, and this is no microtask itself
   */
  stepWithin(callback: () => void, drain: MicrotaskDrain | undefined): boolean {
    const loop = this.#loop;
    const { currentTask, contextValues } = loop;
    const outer = this.#callbacks;
    const drains = drainNow(drain); // what is left belongs to the outer step
    this.#callbacks = [];
    try {
      callback();
      if (drains) this.#finish(drain);
    } finally {
      if (loop.currentTask !== null) loop.currentTask.contextValues = loop.contextValues;
      loop.currentTask = currentTask;
      loop.contextValues = contextValues;
      this.#callbacks = [...outer, ...this.#callbacks];
    }
    return drains;
  }

  #finish(drain: MicrotaskDrain | undefined): void {
    drainNow(drain);
    for (let callback = this.shift(); callback !== undefined; callback = this.shift()) {
      callback();
      drainNow(drain);
    }
  }
}

/** What a step within a step changes, and puts back. */
interface SteppingLoop {
  currentTask: Task<unknown> | null;
  contextValues: ContextValues;
}

function drainNow(drain: MicrotaskDrain | undefined): boolean {
  let drained = false;
  void Promise.resolve().then(() => (drained = true));
  drain?.drain?.();
  return drained;
}
