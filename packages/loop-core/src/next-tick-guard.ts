import { runningLoopOrNull } from "./running-loop.ts";

/**
 * While a loop runs its steps, what a `process.nextTick` callback throws goes to that loop.
 *
 * Thrown inside a synchronous drain, it would end the process ("async hook stack has become corrupted"). The guard
 * stands there for a slice of steps, not for each step, and costs those nothing that call no `nextTick`.
 *
 * What stands there is one function for all loops: an exploration makes a loop for each execution.
 */
export class NextTickGuard {
  #installed = false;

  install(): void {
    if (this.#installed) return;
    this.#installed = true;
    const { process } = host;
    if (guarding++ > 0 || process?.nextTick === undefined) return;
    real = process.nextTick;
    process.nextTick = guarded;
  }

  /** Puts back what was there, unless somebody else has put something there meanwhile. */
  restore(): void {
    if (!this.#installed) return;
    this.#installed = false;
    const { process } = host;
    if (--guarding > 0) return;
    if (process !== undefined && process.nextTick === guarded) process.nextTick = real;
    real = undefined;
  }
}

type NextTick = (callback: (...args: unknown[]) => void, ...args: unknown[]) => void;

const host = globalThis as { process?: { nextTick?: NextTick | undefined } };

// The host's function, and for how many loops another one stands there: nothing that a trace shows.
let real: NextTick | undefined;
let guarding = 0;

function guarded(callback: (...args: unknown[]) => void, ...args: unknown[]): void {
  const { process } = host;
  const nextTick = real ?? process?.nextTick;
  const loop = runningLoopOrNull();
  if (typeof callback !== "function" || loop === null) return nextTick?.call(process, callback, ...args);
  nextTick?.call(process, () => {
    try {
      callback(...args);
    } catch (error) {
      loop.callExceptionHandler({ message: "Exception in a process.nextTick callback", error });
    }
  });
}
