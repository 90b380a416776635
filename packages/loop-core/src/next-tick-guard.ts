import type { ExceptionContext } from "./exception-reports.ts";

/**
 * While a loop runs its steps, what a `process.nextTick` callback throws goes to that loop.
 *
 * Thrown inside a synchronous drain, it would end the process ("async hook stack has become corrupted"). The guard
 * stands there for a slice of steps, not for each step, and costs those nothing that call no `nextTick`.
 */
export class NextTickGuard {
  readonly #guarded: NextTick;
  #real: NextTick | undefined;

  constructor(report: (context: ExceptionContext) => void) {
    this.#guarded = (callback, ...args) => {
      const { process } = host;
      const real = this.#real ?? process?.nextTick;
      if (typeof callback !== "function" || process === undefined) return real?.call(process, callback, ...args);
      real?.call(process, () => {
        try {
          callback(...args);
        } catch (error) {
          report({ message: "Exception in a process.nextTick callback", error });
        }
      });
    };
  }

  install(): void {
    const { process } = host;
    if (process?.nextTick === undefined || this.#real !== undefined) return;
    this.#real = process.nextTick;
    process.nextTick = this.#guarded;
  }

  /** Puts back what was there, unless somebody else has put something there meanwhile. */
  restore(): void {
    const { process } = host;
    if (process !== undefined && process.nextTick === this.#guarded) process.nextTick = this.#real;
    this.#real = undefined;
  }
}

type NextTick = (callback: (...args: unknown[]) => void, ...args: unknown[]) => void;

const host = globalThis as { process?: { nextTick?: NextTick | undefined } };
