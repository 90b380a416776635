import { SyncRunError } from "./errors.ts";
import type { Runnable } from "./handle.ts";
import type { EventLoop } from "./loop.ts";
import type { MicrotaskDrain } from "./microtask-drain.ts";

/**
 * The step that a loop is in: one callback, every microtask that it causes, and what was to wait until those have run.
 *
 * It begins where the callback is called. Its end is seen when the next one is asked for: by then its microtasks have run.
 */
export class Step {
  /** How microtasks are run; not known before the first run. */
  drain: MicrotaskDrain | undefined;
  /** Whether no microtask runs at all, in a run that returns its result itself. */
  synchronous = false;

  readonly #loop: EventLoop;
  #handle: Runnable | null = null;
  #afterMicrotasks: (() => void)[] = [];
  #fatal: { error: unknown } | null = null;

  constructor(loop: EventLoop, drain: MicrotaskDrain | undefined) {
    this.#loop = loop;
    this.drain = drain;
  }

  begin(handle: Runnable): void {
    const loop = this.#loop;
    this.#handle = handle;
    loop.contextValues = handle.contextValues;
    loop.probe?.stepBegan?.(handle);
    loop.debugChecks?.stepBegan(loop.clock.now());
    handle.run(); // the only place where callbacks are called: all others just queue them
  }

  /** Calls `callback` in this step, after its microtasks; what those cause belongs to the step too. */
  callAfterMicrotasks(callback: () => void): void {
    this.#afterMicrotasks.push(callback);
  }

  /** Calls what was to wait for the microtasks, one callback at a time: each has microtasks again. */
  goOn(): boolean {
    if (this.#afterMicrotasks.length === 0) return false;
    this.#afterMicrotasks.shift()?.();
    return true;
  }

  /**
   * The microtasks of the last step have run.
   *
   * @throws the fatal error that came up in it
   * @throws {SyncRunError} if it waits for a microtask, and none runs
   */
  end(): void {
    const handle = this.#handle;
    if (handle === null) return;
    this.#handle = null;
    const loop = this.#loop;
    const task = loop.currentTask;
    if (task !== null) {
      task.contextValues = loop.contextValues;
      loop.currentTask = null;
    }
    loop.contextValues = null;
    loop.probe?.stepEnded?.(handle);
    if (loop.debugChecks !== null) this.#reportIfSlow(handle, task?.name);
    if (this.synchronous && task?.awaitsForeignPromise === true) {
      throw new SyncRunError(`task "${task.name}" is an async function, or awaits a promise`);
    }
    if (this.#fatal === null) return;
    const { error } = this.#fatal;
    this.#fatal = null;
    throw error;
  }

  /** {@link end} throws `error`: the first one that it is told of. */
  endWith(error: unknown): void {
    this.#fatal ??= { error };
  }

  /**
   * Runs `callback` as a step in the middle of this one, to its end, and its microtasks with it.
   *
   * @returns whether its microtasks were run: the host has a synchronous drain, and this is no microtask itself
   */
  within(callback: () => void): boolean {
    const loop = this.#loop;
    const { currentTask, contextValues } = loop;
    const outer = this.#afterMicrotasks;
    const drains = this.#drainNow(); // what is left belongs to the outer step
    this.#afterMicrotasks = [];
    try {
      callback();
      if (drains) {
        do this.#drainNow();
        while (this.goOn());
      }
    } finally {
      if (loop.currentTask !== null) loop.currentTask.contextValues = loop.contextValues;
      loop.currentTask = currentTask;
      loop.contextValues = contextValues;
      this.#afterMicrotasks = [...outer, ...this.#afterMicrotasks];
    }
    return drains;
  }

  #drainNow(): boolean {
    let drained = false;
    void Promise.resolve().then(() => (drained = true));
    this.drain?.drain?.();
    return drained;
  }

  #reportIfSlow(handle: Runnable, taskName: string | undefined): void {
    const loop = this.#loop;
    const report = loop.debugChecks?.stepEnded(loop.clock.now(), loop.slowCallbackDurationMs, handle, taskName);
    if (report) loop.callExceptionHandler(report);
  }
}
