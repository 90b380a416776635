import type { Handle } from "@heddle/loop-core";
import { type ContextPoint, contextPoint } from "../async-context.ts";
import type { Origin } from "../origin.ts";
import type { Fired, Scope } from "../scope.ts";

export type Callback = (...args: unknown[]) => void;

/** How a timer was made. */
export interface TimeoutOptions {
  /** Who made it: `setTimeout`. */
  readonly kind: string;
  /** The function of ours that the user called. */
  readonly below: (...args: never[]) => unknown;
  readonly delayMs: number;
  readonly repeats?: boolean;
  readonly args?: unknown[] | undefined;
}

/**
 * What a virtual `setTimeout` or `setInterval` returns: the interface of Node's `Timeout`.
 *
 * @see https://nodejs.org/api/timers.html#class-timeout
 */
export class VirtualTimeout implements Fired {
  readonly kind: string;
  readonly origin: Origin | undefined;
  readonly #scope: Scope;
  readonly #callback: Callback;
  readonly #args: unknown[] | undefined;
  readonly #delayMs: number;
  readonly #repeats: boolean;
  readonly #context: ContextPoint;
  #timer: Handle | undefined;
  #referenced = true;
  #cleared = false;
  #id: number | undefined;

  constructor(scope: Scope, callback: Callback, { kind, below, delayMs, repeats, args }: TimeoutOptions) {
    this.kind = kind;
    this.origin = scope.origin(below);
    this.#scope = scope;
    this.#callback = callback;
    this.#args = args;
    this.#delayMs = delayMs;
    this.#repeats = repeats === true;
    this.#context = contextPoint();
    if (scope.ended) scope.watcher?.scheduledAfterEnd(kind, below, () => this.#referenced && !this.#cleared);
    else this.#schedule(scope.loop.time());
  }

  /** What all copies of this package know theirs by. */
  get virtual(): "timeout" {
    return "timeout";
  }

  get label(): string {
    return `${this.kind} ${this.#delayMs} ms`;
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
    if (this.#cleared || this.#scope.ended) return this;
    this.#timer?.cancel();
    this.#schedule(this.#scope.loop.time());
    return this;
  }

  close(): this {
    this.#cleared = true;
    this.#timer?.cancel();
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

  #schedule(fromMs: number): void {
    const timer = this.#scope.loop.callAt(fromMs + this.#delayMs, fire, this);
    timer.label = this.#scope.watcher === undefined ? this.label : this.kind;
    this.#timer = timer;
  }

  /** Called by the loop alone. */
  fire(): void {
    const scope = this.#scope;
    scope.watcher?.fires(this);
    if (!this.#repeats) return this.#call();
    // Counted from this moment, and armed when the callback is over: a timer that it sets for the same moment comes first.
    // (Node: listOnTimeout)
    const fromMs = scope.loop.time();
    const armed = this.#timer;
    try {
      this.#call();
    } finally {
      if (!this.#cleared && !scope.ended && this.#timer === armed) this.#schedule(fromMs);
    }
  }

  #call(): void {
    const args = this.#args;
    if (args === undefined) this.#context.runInAsyncScope(this.#callback, this);
    else this.#context.runInAsyncScope(this.#callback, this, ...args);
  }
}

/** Whether it is one, of whichever copy of this package. */
export function isVirtualTimeout(timer: unknown): timer is VirtualTimeout {
  return (timer as { virtual?: unknown } | null | undefined)?.virtual === "timeout";
}

function fire(timer: VirtualTimeout): void {
  timer.fire();
}
