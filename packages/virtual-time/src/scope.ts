import type { EventLoop } from "@heddle/loop-core";
import { seededRandom } from "./seeded-random.ts";

/**
 * Code that has never heard of us, under virtual globals: Go calls it a bubble.
 *
 * A scope says which loop `setTimeout` and its like belong to, and what `Date` and `Math.random` answer. The stand-ins
 * of {@link installStandIns} ask {@link currentScope} at every call.
 */
export class Scope {
  readonly loop: EventLoop;
  /** What `Date.now()` shows when the loop's clock shows 0. */
  readonly epochMs: number;
  /** Stands in for `Math.random`. */
  readonly random: () => number;
  #numbered: Map<number, { close(): void }> | undefined;

  constructor(loop: EventLoop, options: { epochMs?: number; seed?: number; random?: () => number } = {}) {
    this.loop = loop;
    this.epochMs = options.epochMs ?? DEFAULT_EPOCH_MS;
    this.random = options.random ?? seededRandom(options.seed ?? 1);
  }

  /** The number that stands for a timer where a number is wanted. Far from those of real timers. */
  numberTimer(timer: { close(): void }): number {
    this.#numbered ??= new Map();
    const number = FIRST_TIMER_NUMBER + this.#numbered.size;
    this.#numbered.set(number, timer);
    return number;
  }

  /** Clears the timer with this number; `false` if it is none of this scope's. */
  clearTimer(number: number): boolean {
    const timer = this.#numbered?.get(number);
    timer?.close();
    return timer !== undefined;
  }
}

const FIRST_TIMER_NUMBER = 2 ** 40;

/** 2024-01-01T00:00:00Z, a Monday: the same in every run, like all that a test can see. */
export const DEFAULT_EPOCH_MS = 1_704_067_200_000;

// While a slice of steps runs, nothing foreign can run: a plain variable says whose calls these are. When steps are
// spread over macrotasks, or a scope waits for real I/O, the async context says it.
let active: Scope | null = null;

interface AsyncContext {
  getStore(): Scope | undefined;
  run<T>(scope: Scope, callback: () => T): T;
}

const asyncContext = openAsyncContext();

/** The scope that the calling code runs in, or `null` outside. */
export function currentScope(): Scope | null {
  return active ?? asyncContext?.getStore() ?? null;
}

/** All calls up to the next `activate` belong to `scope`; to none with `null`. */
export function activate(scope: Scope | null): void {
  active = scope;
}

/** Runs `callback` so that what it starts belongs to `scope`, also when it goes on in later macrotasks. */
export function runInScope<T>(scope: Scope, callback: () => T): T {
  return asyncContext === null ? callback() : asyncContext.run(scope, callback);
}

function openAsyncContext(): AsyncContext | null {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  const hooks = process?.getBuiltinModule?.("node:async_hooks") as
    | { AsyncLocalStorage: new () => AsyncContext }
    | undefined;
  return hooks === undefined ? null : new hooks.AsyncLocalStorage();
}
