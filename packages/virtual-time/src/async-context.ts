/**
 * The host's async context, as far as a scope needs it: which values go along with code over awaits and macrotasks.
 *
 * Hosts without `node:async_hooks` (browsers) have none; there, code belongs to whoever is active.
 */
export interface AsyncContext<T> {
  getStore(): T | undefined;
  run<R>(value: T, callback: () => R): R;
  /** From here on, in this code and all that it starts. */
  enterWith(value: T | undefined): void;
}

/** A place in the async context, to which one can come back: user code finds its own AsyncLocalStorage there too. */
export interface ContextPoint {
  runInAsyncScope<A extends unknown[], R>(callback: (...args: A) => R, self?: unknown, ...args: A): R;
}

/** `null` where the host has none. */
export function openAsyncContext<T>(): AsyncContext<T> | null {
  return asyncHooks === undefined ? null : (new asyncHooks.AsyncLocalStorage() as AsyncContext<T>);
}

/** The present place. About 50 ns. */
export function contextPoint(): ContextPoint {
  return asyncHooks === undefined ? NOWHERE : new asyncHooks.AsyncResource(CONTEXT_POINT, POINT_OPTIONS);
}

/** As what our points appear among the resources of the host. */
export const CONTEXT_POINT = "HeddleTimer";

export interface AsyncHooks {
  AsyncLocalStorage: new () => unknown;
  AsyncResource: new (type: string, options: object) => ContextPoint;
  createHook: (hooks: {
    init?(asyncId: number, type: string, triggerAsyncId: number, resource: object): void;
    after?(asyncId: number): void;
    trackPromises: boolean;
  }) => { enable(): void; disable(): void };
}

function loadAsyncHooks(): AsyncHooks | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.("node:async_hooks") as AsyncHooks | undefined;
}

export const asyncHooks: AsyncHooks | undefined = loadAsyncHooks();

const POINT_OPTIONS = { requireManualDestroy: true }; // nobody listens for their end
const NOWHERE: ContextPoint = {
  runInAsyncScope: (callback, self, ...args) => Reflect.apply(callback, self, args),
};
