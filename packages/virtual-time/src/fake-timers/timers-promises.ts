import { abortable, onAbort } from "./abortable.ts";
import type { FakeGlobals } from "./fake-globals.ts";

/** `node:timers/promises` by the timers of `clock`. An abort rejects with the signal's own reason. */
export function timersPromisesBy(clock: FakeGlobals): TimersPromises {
  const setTimeout = <T>(ms?: number, value?: T, { signal }: Options = {}): Promise<T> =>
    abortable(clock, signal, (resolve) => {
      const timer = clock.setTimeout(() => resolve(value as T), ms);
      return () => clock.clearTimeout(timer);
    });

  const setImmediate = <T>(value?: T, { signal }: Options = {}): Promise<T> =>
    abortable(clock, signal, (resolve) => {
      const timer = clock.setImmediate(() => resolve(value as T));
      return () => clock.clearImmediate(timer);
    });

  const setInterval = <T>(ms?: number, value?: T, { signal }: Options = {}): AsyncIterable<T> => ({
    [Symbol.asyncIterator]: () => ticks(clock, ms, value as T, signal),
  });
  return { setTimeout, setImmediate, setInterval };
}

interface Options {
  signal?: AbortSignal;
}

interface TimersPromises {
  setTimeout: <T>(ms?: number, value?: T, options?: Options) => Promise<T>;
  setImmediate: <T>(value?: T, options?: Options) => Promise<T>;
  setInterval: <T>(ms?: number, value?: T, options?: Options) => AsyncIterable<T>;
}

/** Begins at once. Ticks that nobody has asked for yet are kept. */
function ticks<T>(
  clock: FakeGlobals,
  ms: number | undefined,
  value: T,
  signal: AbortSignal | undefined,
): AsyncIterator<T> {
  let due = 0;
  let wake = (): void => {};
  const timer = clock.setInterval(() => {
    due++;
    wake();
  }, ms);
  const abort = (): void => {
    clock.clearInterval(timer);
    wake();
  };
  const unlisten = onAbort(clock, signal, abort);
  if (signal?.aborted === true) abort();
  return (async function* () {
    try {
      for (;;) {
        if (signal?.aborted === true) throw signal.reason;
        if (due === 0) await new Promise<void>((resolve) => (wake = resolve));
        else {
          due--;
          yield value;
        }
      }
    } finally {
      clock.clearInterval(timer);
      unlisten();
    }
  })();
}
