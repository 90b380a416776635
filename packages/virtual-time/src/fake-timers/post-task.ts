import { abortable } from "./abortable.ts";
import type { FakeGlobals } from "./fake-globals.ts";

/** `scheduler.postTask` by the timers of `clock`. Priorities have no effect. */
export function postTaskBy(
  clock: FakeGlobals,
): <T>(callback: () => T, options?: PostTaskOptions) => Promise<Awaited<T>> {
  return (callback, options) => {
    if (typeof callback !== "function") throw new TypeError("callback must be a function");
    const { delay, signal } = options ?? {};
    return abortable(clock, signal, (resolve) => {
      const timer = clock.setTimeout(() => resolve(attempt(callback)), delay);
      return () => clock.clearTimeout(timer);
    });
  };
}

export interface PostTaskOptions {
  delay?: number;
  priority?: string;
  signal?: AbortSignal;
}

/** What it throws is a rejection. */
async function attempt<T>(callback: () => T): Promise<Awaited<T>> {
  return await callback();
}
