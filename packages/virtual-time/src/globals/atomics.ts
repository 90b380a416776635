import { currentScope } from "../scope.ts";
import { type StandIn, standInsOf } from "./stand-in.ts";
import { VirtualTimeout } from "./timeout.ts";

/**
 * `Atomics.waitAsync`, where the host has it: its timeout is virtual. The wait itself is the host's, since another thread may
 * end it; one that has timed out still counts as a waiter until it is notified. `Atomics.notify` takes no virtual time.
 */
export function atomicsStandIns(): StandIn[] {
  const { waitAsync: real } = Atomics as { waitAsync?: WaitAsync };
  if (real === undefined) return [];

  const waitAsync: WaitAsync = (array, index, value, timeoutMs) => {
    const scope = currentScope();
    const ms = timeoutMs ?? Infinity;
    if (scope === null || !(ms > 0 && ms < Infinity)) return real(array, index, value, timeoutMs);
    const wait = real(array, index, value);
    if (!wait.async) return wait;
    const notified = wait.value;
    return {
      async: true,
      value: new Promise((resolve) => {
        const timer = new VirtualTimeout(scope, () => resolve("timed-out"), {
          kind: "Atomics.waitAsync",
          below: waitAsync,
          delayMs: ms,
        });
        void notified.then((result) => {
          timer.close();
          resolve(result);
        });
      }),
    };
  };

  const realNotify = Atomics.notify as (...args: unknown[]) => number;
  const notify = (...args: unknown[]): number => {
    currentScope()?.watcher?.handedToHost();
    return realNotify(...args);
  };
  return standInsOf(Atomics, { waitAsync, notify });
}

type WaitAsync = (
  array: Int32Array | BigInt64Array,
  index: number,
  value: number | bigint,
  timeoutMs?: number,
) => { async: false; value: "not-equal" | "timed-out" } | { async: true; value: Promise<"ok" | "timed-out"> };
