/** Knows on whose behalf code runs, also after it has awaited. */
export interface Ownership {
  current(): string | undefined;
  run<T>(owner: string, callback: () => T): T;
}

/** `undefined` where the host has no async context: owners are then those of the events alone. */
export function openOwnership(): Ownership | undefined {
  if (storage === undefined) return undefined;
  const store = storage;
  return { current: () => store.getStore(), run: (owner, callback) => store.run(owner, callback) };
}

interface AsyncStorage {
  getStore(): string | undefined;
  run<T>(owner: string, callback: () => T): T;
}

const hooks = (
  globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
).process?.getBuiltinModule?.("node:async_hooks") as { AsyncLocalStorage: new () => AsyncStorage } | undefined;

// One for the process: a store for each recorder would slow every await of the process down.
const storage = hooks === undefined ? undefined : new hooks.AsyncLocalStorage();
