import { currentScope } from "../scope.ts";
import { checkCallback } from "./check-callback.ts";
import { globalStandIns, type StandIn } from "./stand-in.ts";
import { type Callback, isVirtualTimeout, VirtualTimeout } from "./timeout.ts";

/**
 * `setTimeout`, `setInterval` and their `clear…`, by Node's rules: whole milliseconds, at least 1, equal deadlines first
 * in, first out; a delay that is no number or does not fit 31 bits counts as 1.
 *
 * @see https://nodejs.org/api/timers.html
 */
export function timerStandIns(): StandIn[] {
  const { setTimeout: realSetTimeout, setInterval: realSetInterval } = globalThis;
  const trial = realSetTimeout(() => {}, 0) as unknown;
  globalThis.clearTimeout(trial as number);
  // A browser's timers are numbers.
  const asHost = (timer: VirtualTimeout): unknown => (typeof trial === "number" ? Number(timer) : timer);

  const setTimeout = (callback: Callback, delay?: unknown, ...args: unknown[]): unknown => {
    const scope = currentScope();
    if (scope === null) return Reflect.apply(realSetTimeout, globalThis, [callback, delay, ...args]);
    checkCallback("setTimeout", callback);
    return asHost(
      new VirtualTimeout(scope, callback, {
        kind: "setTimeout",
        below: setTimeout,
        delayMs: wholeMs(delay),
        args: args.length === 0 ? undefined : args,
      }),
    );
  };

  const setInterval = (callback: Callback, delay?: unknown, ...args: unknown[]): unknown => {
    const scope = currentScope();
    if (scope === null) return Reflect.apply(realSetInterval, globalThis, [callback, delay, ...args]);
    checkCallback("setInterval", callback);
    return asHost(
      new VirtualTimeout(scope, callback, {
        kind: "setInterval",
        below: setInterval,
        delayMs: wholeMs(delay),
        repeats: true,
        args: args.length === 0 ? undefined : args,
      }),
    );
  };

  const clear =
    (real: typeof clearTimeout) =>
    (timer: unknown): void => {
      if (isVirtualTimeout(timer)) timer.close();
      else if (!currentScope()?.clearTimer(Number(timer))) Reflect.apply(real, globalThis, [timer]);
    };

  return globalStandIns({
    setTimeout,
    setInterval,
    clearTimeout: clear(globalThis.clearTimeout),
    clearInterval: clear(globalThis.clearInterval),
  });
}

/** Node's rule for delays: whole milliseconds from 1 to 2^31 - 1; all else counts as 1. */
export function wholeMs(delay: unknown): number {
  const ms = Number(delay);
  return ms >= 1 && ms <= 2 ** 31 - 1 ? Math.trunc(ms) : 1;
}
