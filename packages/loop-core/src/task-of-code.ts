import type { Task } from "./task.ts";

/**
 * Which task does the running code belong to, as far as the host can tell?
 *
 * The loop knows whom it has woken. But code after the `await` of a promise that is not the loop's goes on when that
 * promise settles: in the step of another task, or outside of any step. Then the host knows whose code it is
 * (AsyncLocalStorage). `null`: code of no task, of a generator task, or a host that does not know.
 */
export function taskOfCode(): Task<unknown> | null {
  return storage?.getStore() ?? null;
}

/** Runs `code` as that of `task`, or of none; what it starts and awaits belongs to the task, too. */
export function runAs<T>(task: Task<unknown> | null, code: () => T): T {
  if (storage === undefined) storage = createStorage();
  // To enter a context costs two copies of it: where it is that of the task already, there is no need.
  return storage === null || (storage.getStore() ?? null) === task ? code() : storage.run(task, code);
}

interface Storage {
  run<T>(task: Task<unknown> | null, code: () => T): T;
  getStore(): Task<unknown> | null | undefined;
}

// One for all loops: a store of each loop's own makes every promise of the process dearer.
let storage: Storage | null | undefined;

/** `null` where the host has none: after a foreign promise, code belongs to the task that runs then, or to none. */
function createStorage(): Storage | null {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const hooks = process?.getBuiltinModule?.("node:async_hooks") as
    | { AsyncLocalStorage?: new () => Storage }
    | undefined;
  return hooks?.AsyncLocalStorage === undefined ? null : new hooks.AsyncLocalStorage();
}
