import type { FakeGlobals } from "./fake-globals.ts";

/**
 * A promise that `start` resolves by what it hands to its argument, and an abort rejects with the signal's reason.
 *
 * @param start - returns what takes back what it has begun
 */
export function abortable<T>(
  clock: FakeGlobals,
  signal: AbortSignal | undefined,
  start: (resolve: (value: T | PromiseLike<T>) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const unlisten = onAbort(clock, signal, () => {
      takeBack();
      reject(signal?.reason);
    });
    const takeBack = start((value) => {
      unlisten();
      resolve(value);
    }, reject);
  });
}

/**
 * Listens for the abort of `signal` until it comes, the clock is uninstalled, or the returned function is called.
 */
export function onAbort(clock: FakeGlobals, signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => {};
  const heard = (): void => {
    unlisten();
    listener();
  };
  const unlisten = (): void => {
    signal.removeEventListener("abort", heard);
    clock.abortListeners.delete(unlisten);
  };
  signal.addEventListener("abort", heard);
  clock.abortListeners.add(unlisten);
  return unlisten;
}
