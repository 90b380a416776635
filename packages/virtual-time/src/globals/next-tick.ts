import { endlessMicrotasks } from "../endless-microtasks.ts";
import { currentScope } from "../scope.ts";
import type { StandIn } from "./stand-in.ts";

/**
 * `process.nextTick` stays the host's queue, drained in order; but what its callback throws goes to the scope's loop.
 *
 * Thrown inside a synchronous drain, it would end the process ("async hook stack has become corrupted").
 */
export function nextTickStandIns(): StandIn[] {
  const { process } = globalThis as { process?: { nextTick?: (callback: Tick, ...args: unknown[]) => void } };
  const realNextTick = process?.nextTick;
  if (process === undefined || realNextTick === undefined) return [];
  const nextTick = (callback: Tick, ...args: unknown[]): void => {
    const scope = currentScope();
    if (scope === null || typeof callback !== "function") return realNextTick.call(process, callback, ...args);
    const { watcher } = scope;
    if (watcher !== undefined && endlessMicrotasks?.tick(watcher, nextTick) === false) return;
    return realNextTick.call(process, () => {
      try {
        callback(...args);
      } catch (error) {
        scope.loop.callExceptionHandler({ message: "Exception in a process.nextTick callback", error });
      }
    });
  };
  return [{ owner: process, key: "nextTick", value: nextTick }];
}

type Tick = (...args: unknown[]) => void;
