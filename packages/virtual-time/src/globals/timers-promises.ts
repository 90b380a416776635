import { currentScope, type Scope } from "../scope.ts";
import { builtinModule } from "./builtin-modules.ts";
import { type StandIn, standInsOf } from "./stand-in.ts";
import { VirtualImmediate } from "./immediate.ts";
import { VirtualTimeout } from "./timeout.ts";
import { wholeMs } from "./timers.ts";

/**
 * `node:timers/promises`: `setTimeout`, `setImmediate`, `setInterval`, `scheduler.wait` and `scheduler.yield`; and what
 * `util.promisify` makes of the callback forms.
 *
 * @see https://nodejs.org/api/timers.html#timers-promises-api
 */
export function timersPromisesStandIns(ofGlobals: readonly StandIn[]): StandIn[] {
  const real = builtinModule<TimersPromises>("node:timers/promises");
  if (real === undefined) return [];
  const { setTimeout: realTimeout, setImmediate: realImmediate, setInterval: realInterval, scheduler } = real;

  const setTimeout = <T>(ms?: number, value?: T, options: Options = {}): Promise<T> => {
    const scope = currentScope();
    if (scope === null) return realTimeout(ms, value, options);
    return waitFor(options, (resolve) => {
      const timer = new VirtualTimeout(scope, () => resolve(value as T), {
        kind: "timers/promises setTimeout",
        below: setTimeout,
        delayMs: wholeMs(ms),
      });
      if (options.ref === false) timer.unref();
      return timer;
    });
  };

  const setImmediate = <T>(value?: T, options: Options = {}): Promise<T> => {
    const scope = currentScope();
    if (scope === null) return realImmediate(value, options);
    return waitFor(options, (resolve) => new VirtualImmediate(scope, () => resolve(value as T), setImmediate));
  };

  const setInterval = <T>(ms?: number, value?: T, options: Options = {}): AsyncIterator<T> => {
    const scope = currentScope();
    return scope === null
      ? realInterval(ms, value, options)
      : ticks(scope, wholeMs(ms), value as T, options, setInterval);
  };

  const { wait: realWait, yield: realYield } = scheduler;
  const wait = (ms: number, options?: Options): Promise<void> =>
    currentScope() === null ? realWait.call(scheduler, ms, options) : setTimeout(ms, undefined, options);
  const yieldTurn = (): Promise<void> => (currentScope() === null ? realYield.call(scheduler) : setImmediate());

  const promisified: Record<string, unknown> = { setTimeout, setImmediate };
  for (const { key, value } of ofGlobals) {
    const custom = promisified[key];
    if (custom !== undefined) Object.defineProperty(value, PROMISIFY, { value: custom, configurable: true });
  }
  return [
    ...standInsOf(real, { setTimeout, setImmediate, setInterval }),
    ...standInsOf(scheduler, { wait, yield: yieldTurn }),
  ];
}

interface Options {
  signal?: AbortSignal | undefined;
  ref?: boolean;
}

interface TimersPromises {
  setTimeout: <T>(ms?: number, value?: T, options?: Options) => Promise<T>;
  setImmediate: <T>(value?: T, options?: Options) => Promise<T>;
  setInterval: <T>(ms?: number, value?: T, options?: Options) => AsyncIterator<T>;
  scheduler: { wait: (ms: number, options?: Options) => Promise<void>; yield: () => Promise<void> };
}

const PROMISIFY = Symbol.for("nodejs.util.promisify.custom");

/** A promise for what `start` hands to its argument; an abort clears the timer. */
function waitFor<T>({ signal }: Options, start: (resolve: (value: T) => void) => Disposable): Promise<T> {
  if (isAborted(signal)) return Promise.reject(aborted(signal));
  return new Promise((resolve, reject) => {
    const timer = start((value) => {
      signal?.removeEventListener("abort", onAbort);
      resolve(value);
    });
    const onAbort = (): void => {
      timer[Symbol.dispose]();
      reject(aborted(signal));
    };
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** Ticks that nobody has asked for yet are kept, as Node does. */
async function* ticks<T>(
  scope: Scope,
  delayMs: number,
  value: T,
  { signal, ref }: Options,
  below: (...args: never[]) => unknown,
): AsyncGenerator<T, void> {
  if (isAborted(signal)) throw aborted(signal);
  let due = 0;
  let wake: (() => void) | undefined;
  const timer = new VirtualTimeout(
    scope,
    () => {
      due++;
      wake?.();
    },
    { kind: "timers/promises setInterval", below, delayMs, repeats: true },
  );
  if (ref === false) timer.unref();
  const onAbort = (): void => {
    timer.close();
    wake?.();
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    for (;;) {
      if (due === 0 && !isAborted(signal)) await new Promise<void>((resolve) => (wake = resolve));
      for (; due > 0; due--) yield value;
      if (isAborted(signal)) throw aborted(signal);
    }
  } finally {
    timer.close();
    signal?.removeEventListener("abort", onAbort);
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Node's own error, by name and code. */
function aborted(signal: AbortSignal | undefined): Error {
  const error = new Error("The operation was aborted", { cause: signal?.reason });
  return Object.assign(error, { name: "AbortError", code: "ABORT_ERR" });
}
