// Loaded first in each process: what is real stays at hand, and Node gets what only browsers have, so that it can be faked.
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout, setImmediate: realSetImmediate } = globalThis;

/** A turn of the host's loop, which nobody fakes. */
export function realTurn(): Promise<void> {
  return new Promise((resolve) => void realSetImmediate(resolve));
}

/** Real milliseconds. */
export function realSleep(ms: number): Promise<void> {
  return new Promise((resolve) => void realSetTimeout(resolve, ms));
}

const host = globalThis as Record<string, unknown>;
if (host["requestAnimationFrame"] === undefined) {
  host["requestAnimationFrame"] = (callback: () => void) => realSetTimeout(callback, 10_000);
  host["cancelAnimationFrame"] = realClearTimeout;
  host["requestIdleCallback"] = (callback: () => void) => realSetTimeout(callback, 10_000);
  host["cancelIdleCallback"] = realClearTimeout;
  host["scheduler"] = {
    postTask: (task: () => unknown) => new Promise((resolve) => realSetTimeout(() => resolve(task()), 10_000)),
    yield: realTurn,
  };
}
