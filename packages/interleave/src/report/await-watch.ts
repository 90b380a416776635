import type { Waiting } from "../failure.ts";
import { userFrame } from "./stack.ts";

/**
 * Finds out where code waits, by watching every promise that is made: an `await` (or `then`) whose promise was not
 * settled never ran on.
 */
export class AwaitWatch {
  readonly #owner: () => string;
  /** Promises made while watching. */
  readonly #made = new Set<number>();
  /** Awaits that have not gone on. */
  readonly #open = new Map<number, Waiting>();
  readonly #hook: { enable(): void; disable(): void } | undefined;

  constructor(owner: () => string) {
    this.#owner = owner;
    const hooks = asyncHooks();
    this.#hook = hooks?.createHook({
      init: (id, type, trigger) => {
        if (type !== "PROMISE") return;
        this.#made.add(id);
        if (trigger === hooks.executionAsyncId()) return; // not chained to another promise
        const where = userFrame(new Error().stack);
        if (where === undefined) return; // our own
        this.#open.set(id, { owner: this.#owner(), where, foreign: !this.#made.has(trigger) });
      },
      before: (id) => this.#open.delete(id),
      promiseResolve: (id) => this.#open.delete(id),
    });
  }

  start(): void {
    this.#hook?.enable();
  }

  stop(): void {
    this.#hook?.disable();
  }

  waiting(): Waiting[] {
    const seen = new Set<string>();
    return [...this.#open.values()].filter(({ owner, where }) => {
      const key = `${owner} ${where}`;
      return !seen.has(key) && seen.add(key);
    });
  }
}

interface AsyncHooks {
  executionAsyncId(): number;
  createHook(callbacks: {
    init(id: number, type: string, trigger: number): void;
    before(id: number): void;
    promiseResolve(id: number): void;
  }): { enable(): void; disable(): void };
}

function asyncHooks(): AsyncHooks | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.("node:async_hooks") as AsyncHooks | undefined;
}
