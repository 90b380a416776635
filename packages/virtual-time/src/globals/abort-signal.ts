import { currentScope } from "../scope.ts";
import type { StandIn } from "./stand-in.ts";
import { VirtualTimeout } from "./timeout.ts";

/** `AbortSignal.timeout(ms)`. Like the host's, its timer is not referenced. */
export function abortSignalStandIns(): StandIn[] {
  const { AbortSignal } = globalThis as { AbortSignal?: { timeout?: (ms: number) => AbortSignal } };
  const real = AbortSignal?.timeout;
  if (AbortSignal === undefined || real === undefined) return [];

  const timeout = (ms: number): AbortSignal => {
    const scope = currentScope();
    // The host itself refuses what is no delay; its own signal holds nothing.
    if (scope === null || !(Number.isInteger(ms) && ms >= 0 && ms <= MAX_MS)) return real.call(AbortSignal, ms);
    const controller = new AbortController();
    const abort = (): void =>
      controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    new VirtualTimeout(scope, abort, { kind: "AbortSignal.timeout", below: timeout, delayMs: Math.max(1, ms) }).unref();
    return controller.signal;
  };
  return [{ owner: AbortSignal, key: "timeout", value: timeout }];
}

const MAX_MS = 2 ** 32 - 1;
