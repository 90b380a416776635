import type { Waiting } from "../failure.ts";
import { userFrame } from "./stack.ts";

/**
 * Finds out what code waits for, by watching every asynchronous thing that it starts: an `await` (or `then`) that never
 * goes on, and what the host works on.
 */
export class AwaitWatch {
  readonly #owner: () => string | undefined;
  /** Promises made while watching. */
  readonly #made = new Set<number>();
  /** Awaits that have not gone on. */
  readonly #waits = new Map<number, Waiting>();
  /** Started by the code under test, and not finished: the kinds of the host's resources. */
  readonly #external = new Map<number, string>();
  readonly #hook: { enable(): void; disable(): void } | undefined;

  /** @param owner - of the code that runs now; `undefined`: it is not of the execution */
  constructor(owner: () => string | undefined) {
    this.#owner = owner;
    const hooks = asyncHooks();
    const over = (id: number): void => {
      this.#waits.delete(id);
      this.#external.delete(id);
    };
    this.#hook = hooks?.createHook({
      init: (id, type, trigger) => this.#begins(id, type, trigger === hooks.executionAsyncId() ? undefined : trigger),
      before: over,
      promiseResolve: over,
    });
  }

  start(): void {
    this.#hook?.enable();
  }

  stop(): void {
    this.#hook?.disable();
  }

  /** The awaits that have not gone on, in the order in which they began; each place once. */
  waiting(): Waiting[] {
    const seen = new Set<string>();
    return [...this.#waits.values()].filter(({ owner, where }) => {
      const key = `${owner} ${where}`;
      return !seen.has(key) && seen.add(key);
    });
  }

  /** The kinds of what the host still works on, as it calls them. */
  externals(): string[] {
    return [...new Set(this.#external.values())].toSorted();
  }

  /** @param awaited - the promise to which this one is chained, if it is */
  #begins(id: number, type: string, awaited: number | undefined): void {
    if (type === "PROMISE") this.#made.add(id);
    if (QUEUES.has(type) || (type === "PROMISE" && awaited === undefined)) return;
    const owner = this.#owner();
    if (owner === undefined) return; // the process goes on meanwhile: a test runner, say
    const where = userFrame(new Error().stack);
    if (where === undefined) return; // our own
    if (type !== "PROMISE") this.#external.set(id, type);
    else if (awaited !== undefined) {
      this.#waits.set(id, { owner, where, foreign: !this.#made.has(awaited) });
    }
  }
}

/** Not external: what the engine drains itself. */
const QUEUES = new Set(["TickObject", "Microtask"]);

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
