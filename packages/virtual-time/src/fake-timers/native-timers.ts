import type { TemporalNamespace } from "./fake-temporal.ts";
import { TimerNumbers } from "./timer-queue.ts";

/** What can be faked. */
export type FakeMethod =
  | "setTimeout"
  | "clearTimeout"
  | "setImmediate"
  | "clearImmediate"
  | "setInterval"
  | "clearInterval"
  | "Date"
  | "nextTick"
  | "hrtime"
  | "requestAnimationFrame"
  | "cancelAnimationFrame"
  | "requestIdleCallback"
  | "cancelIdleCallback"
  | "performance"
  | "queueMicrotask"
  | "Intl"
  | "Temporal"
  | "scheduler";

/** The native functions and objects of a global object, as they were when it was first seen. */
export interface Timers {
  setTimeout: typeof setTimeout;
  clearTimeout: typeof clearTimeout;
  setInterval: typeof setInterval;
  clearInterval: typeof clearInterval;
  Date: DateConstructor;
  setImmediate?: (callback: (...args: never[]) => void, ...args: unknown[]) => unknown;
  clearImmediate?: (immediate: never) => void;
  hrtime?: ((previous?: [number, number]) => [number, number]) & { bigint(): bigint };
  nextTick?: (callback: (...args: never[]) => void, ...args: unknown[]) => void;
  performance?: { now(): number };
  queueMicrotask?: (callback: () => void) => void;
  requestAnimationFrame?: (callback: (nowMs: number) => void) => number;
  cancelAnimationFrame?: (id: number) => void;
  requestIdleCallback?: (callback: (deadline: unknown) => void, options?: { timeout?: number }) => number;
  cancelIdleCallback?: (id: number) => void;
  Intl?: typeof Intl;
  Temporal?: TemporalNamespace;
  scheduler?: { postTask: (callback: () => unknown, options?: object) => Promise<unknown> };
}

/** A global object, or what stands for one: a window of jsdom, the sandbox of a test. */
export type GlobalObject = Record<string, unknown>;

/** A global object with what is native in it: the clocks that are made for it share this. */
export class NativeTimers {
  readonly global: GlobalObject;
  readonly natives: Timers;
  /** Whether its `setTimeout` returns an object, as in Node, or a number. */
  readonly returnsObjects: boolean;
  readonly numbers: TimerNumbers = new TimerNumbers();
  #hasWarned = false;

  /** @throws {Error} if it has no `Date` */
  constructor(global: GlobalObject) {
    if (global.Date === undefined) throw new Error("The global scope doesn't have a `Date` object");
    this.global = global;
    const natives: GlobalObject = {};
    for (const name of NAMES) {
      const value = this.ownerOf(name)?.[name];
      if (ALWAYS.has(name) || isUsable(name, value)) natives[name] = value;
    }
    this.natives = natives as unknown as Timers;
    this.returnsObjects = this.#probe();
  }

  /** The names of what can be faked by default. */
  get names(): FakeMethod[] {
    return Object.keys(this.natives) as FakeMethod[];
  }

  has(name: string): boolean {
    return (this.natives as unknown as Record<string, unknown>)[name] !== undefined;
  }

  /** The object that has it: `process`, or the global object. */
  ownerOf(name: FakeMethod): GlobalObject | undefined {
    return name === "hrtime" || name === "nextTick" ? (this.global.process as GlobalObject | undefined) : this.global;
  }

  /** Resolves in a macrotask of the host: what promises had to do has been done. */
  readonly macrotask = (): Promise<void> => {
    const { setImmediate, setTimeout } = this.natives;
    return new Promise((resolve) => void (setImmediate ?? setTimeout)(resolve));
  };

  /** Resolves when the host has had a turn for I/O. */
  readonly turn = async (): Promise<void> => {
    if (this.natives.setImmediate === undefined) await message(); // not slowed down to 4 ms, as timeouts are
    else await this.macrotask();
    await this.macrotask();
  };

  warnOnce(text: string): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    // oxlint-disable-next-line no-console -- where the user of a fake clock looks
    console.warn(text);
  }

  #probe(): boolean {
    const { setTimeout, clearTimeout } = this.natives;
    if (typeof setTimeout !== "function") return false;
    const timer: unknown = Reflect.apply(setTimeout, this.global, [nothing, 0]);
    if (typeof clearTimeout === "function") Reflect.apply(clearTimeout, this.global, [timer]);
    return typeof timer === "object";
  }
}

/** In the order in which `clock.methods` lists them. */
const NAMES: readonly FakeMethod[] = [
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "Date",
  "setImmediate",
  "clearImmediate",
  "hrtime",
  "nextTick",
  "performance",
  "requestAnimationFrame",
  "queueMicrotask",
  "cancelAnimationFrame",
  "requestIdleCallback",
  "cancelIdleCallback",
  "Intl",
  "Temporal",
  "scheduler",
];

/** What every host has: if it is missing, that is worth an error. */
const ALWAYS: ReadonlySet<FakeMethod> = new Set(NAMES.slice(0, 5));

function isUsable(name: FakeMethod, value: unknown): boolean {
  if (typeof value !== "object") return typeof value === "function";
  const object = value as GlobalObject | null;
  switch (name) {
    case "Intl":
      return object !== null;
    case "performance":
      return typeof object?.now === "function";
    case "Temporal":
      return object?.Now !== undefined && object.Instant !== undefined;
    case "scheduler":
      return typeof object?.postTask === "function";
    default:
      return false;
  }
}

/** A macrotask that comes as soon as the host can. */
function message(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

const nothing = (): void => {};
