import type { Clock } from "./clock.ts";

/**
 * A promise that `start` resolves by what it hands to its argument, and an abort rejects with the signal's reason.
 *
 * @param start - returns what takes back what it has begun
 */
export function abortable<T>(
  clock: Clock,
  signal: AbortSignal | undefined,
  start: (resolve: (value: T | PromiseLike<T>) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is what it is
    if (signal?.aborted === true) return reject(signal.reason);
    const unlisten = onAbort(clock, signal, () => {
      takeBack();
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is what it is
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
export function onAbort(clock: Clock, signal: AbortSignal | undefined, listener: () => void): () => void {
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
