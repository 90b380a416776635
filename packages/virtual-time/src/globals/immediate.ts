import type { Handle } from "@heddle/loop-core";
import { type ContextPoint, contextPoint } from "../async-context.ts";
import type { Origin } from "../origin.ts";
import { currentScope, type Fired, type Scope } from "../scope.ts";
import { checkCallback } from "./check-callback.ts";
import { globalStandIns, type StandIn } from "./stand-in.ts";
import type { Callback } from "./timeout.ts";

/** `setImmediate` and `clearImmediate`, where the host has them: ready at once, and so before any timer. */
export function immediateStandIns(): StandIn[] {
  const { setImmediate: realSet, clearImmediate: realClear } = globalThis as Partial<typeof globalThis>;
  if (realSet === undefined || realClear === undefined) return [];

  const setImmediate = (callback: Callback, ...args: unknown[]): unknown => {
    const scope = currentScope();
    if (scope === null) return realSet(callback, ...args);
    checkCallback("setImmediate", callback);
    return new VirtualImmediate(scope, args.length === 0 ? callback : () => callback(...args), setImmediate);
  };

  const clearImmediate = (immediate: unknown): void => {
    if (isVirtualImmediate(immediate)) immediate[Symbol.dispose]();
    else Reflect.apply(realClear, globalThis, [immediate]);
  };
  return globalStandIns({ setImmediate, clearImmediate });
}

/** What a virtual `setImmediate` returns: the interface of Node's `Immediate`. */
export class VirtualImmediate implements Fired {
  readonly label = "setImmediate";
  readonly origin: Origin | undefined;
  readonly #scope: Scope;
  readonly #context: ContextPoint;
  readonly #callback: () => void;
  readonly #handle: Handle | undefined;
  #referenced = true;
  #cleared = false;

  constructor(scope: Scope, callback: () => void, below: (...args: never[]) => unknown) {
    this.#scope = scope;
    this.#callback = callback;
    this.#context = contextPoint();
    this.origin = scope.origin(below);
    if (scope.ended) {
      scope.watcher?.scheduledAfterEnd("setImmediate", below, () => this.#referenced && !this.#cleared);
      return;
    }
    this.#handle = scope.loop.callSoon<VirtualImmediate>(run, this);
    this.#handle.label = "setImmediate";
    scope.immediates.add(this);
  }

  /** What all copies of this package know theirs by. */
  get virtual(): "immediate" {
    return "immediate";
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

  [Symbol.dispose](): void {
    this.#cleared = true;
    this.#handle?.cancel();
    this.#scope.immediates.delete(this);
  }

  /** Called by the loop alone. */
  run(): void {
    this.#scope.immediates.delete(this);
    this.#scope.watcher?.fires(this);
    this.#context.runInAsyncScope(this.#callback);
  }
}

/** Whether it is one, of whichever copy of this package. */
function isVirtualImmediate(immediate: unknown): immediate is VirtualImmediate {
  return (immediate as { virtual?: unknown } | null | undefined)?.virtual === "immediate";
}

function run(immediate: VirtualImmediate): void {
  immediate.run();
}
