import type { EventLoop, Handle } from "@heddle/loop-core";
import { currentScope, type Scope } from "../scope.ts";
import type { StandIn } from "./stand-in.ts";

/**
 * `setTimeout`, `setInterval`, `setImmediate` and their `clear…`, by Node's rules: whole milliseconds, at least 1, equal
 * deadlines first in, first out; a delay that is no number or does not fit 31 bits counts as 1.
 *
 * @see https://nodejs.org/api/timers.html
 */
export function timerStandIns(): StandIn[] {
  const real = {
    setTimeout: globalThis.setTimeout,
    setInterval: globalThis.setInterval,
    setImmediate: globalThis.setImmediate as typeof globalThis.setImmediate | undefined,
    clearTimeout: globalThis.clearTimeout,
    clearInterval: globalThis.clearInterval,
    clearImmediate: globalThis.clearImmediate as typeof globalThis.clearImmediate | undefined,
  };

  const start =
    (kind: "setTimeout" | "setInterval") =>
    (callback: Callback, delay?: unknown, ...args: unknown[]): unknown => {
      const scope = currentScope();
      if (scope === null) return Reflect.apply(real[kind], globalThis, [callback, delay, ...args]);
      const delayMs = wholeMs(delay);
      return new VirtualTimeout(scope, bound(kind, callback, args), delayMs, kind === "setInterval");
    };

  const clear =
    (kind: "clearTimeout" | "clearInterval") =>
    (timer: unknown): void => {
      if (timer instanceof VirtualTimeout) timer.close();
      else if (!currentScope()?.clearTimer(Number(timer))) Reflect.apply(real[kind], globalThis, [timer]);
    };

  const standIns: Record<string, unknown> = {
    setTimeout: start("setTimeout"),
    setInterval: start("setInterval"),
    clearTimeout: clear("clearTimeout"),
    clearInterval: clear("clearInterval"),
  };

  const { setImmediate: realSetImmediate, clearImmediate: realClearImmediate } = real;
  if (realSetImmediate !== undefined && realClearImmediate !== undefined) {
    standIns["setImmediate"] = (callback: Callback, ...args: unknown[]): unknown => {
      const scope = currentScope();
      if (scope === null) return realSetImmediate(callback, ...args);
      return new VirtualImmediate(scope.loop, bound("setImmediate", callback, args));
    };
    standIns["clearImmediate"] = (immediate: unknown): void => {
      if (immediate instanceof VirtualImmediate) immediate[Symbol.dispose]();
      else Reflect.apply(realClearImmediate, globalThis, [immediate]);
    };
  }
  return Object.entries(standIns).map(([key, value]) => ({ owner: globalThis, key, value }));
}

type Callback = (...args: unknown[]) => void;

/** What a virtual `setTimeout` or `setInterval` returns: the interface of Node's `Timeout`. */
class VirtualTimeout {
  readonly #scope: Scope;
  readonly #callback: () => void;
  readonly #delayMs: number;
  readonly #repeats: boolean;
  #timer: Handle;
  #referenced = true;
  #cleared = false;
  #id: number | undefined;

  constructor(scope: Scope, callback: () => void, delayMs: number, repeats: boolean) {
    this.#scope = scope;
    this.#callback = callback;
    this.#delayMs = delayMs;
    this.#repeats = repeats;
    this.#timer = this.#schedule();
  }

  ref(): this {
    this.#referenced = true;
    return this;
  }

  unref(): this {
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced;
  }

  /** Starts the delay anew, also after it has fired; not once it has been cleared. */
  refresh(): this {
    if (this.#cleared) return this;
    this.#timer.cancel();
    this.#timer = this.#schedule();
    return this;
  }

  close(): this {
    this.#cleared = true;
    this.#timer.cancel();
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** A number that `clearTimeout` takes too. */
  [Symbol.toPrimitive](): number {
    this.#id ??= this.#scope.numberTimer(this);
    return this.#id;
  }

  #schedule(): Handle {
    const timer = this.#scope.loop.callLater(this.#delayMs, () => this.#fire());
    timer.label = `${this.#repeats ? "setInterval" : "setTimeout"} ${this.#delayMs} ms`;
    return timer;
  }

  #fire(): void {
    // Armed again first, so that the callback can clear it; counted from this moment, as Node does.
    if (this.#repeats) this.#timer = this.#schedule();
    this.#callback();
  }
}

class VirtualImmediate {
  readonly #handle: Handle;

  constructor(loop: EventLoop, callback: () => void) {
    this.#handle = loop.callSoon(callback);
    this.#handle.label = "setImmediate";
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.dispose](): void {
    this.#handle.cancel();
  }
}

function bound(kind: string, callback: Callback, args: unknown[]): () => void {
  if (typeof callback !== "function") {
    throw new TypeError(`${kind} needs a function to call, and got ${callback === null ? "null" : typeof callback}.`);
  }
  return args.length === 0 ? callback : () => callback(...args);
}

function wholeMs(delay: unknown): number {
  const ms = Number(delay);
  return ms >= 1 && ms <= 2 ** 31 - 1 ? Math.trunc(ms) : 1;
}
