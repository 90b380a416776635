import { realOf } from "./real.ts";

/**
 * Makes "a step is one callback, plus every microtask that it causes" true.
 *
 * The third seam. Node, Bun and Deno can empty the microtask queue synchronously from a macrotask; elsewhere the loop
 * goes through one macrotask after each step. The same loop runs under both: see {@link drive}.
 */
export interface MicrotaskDrain {
  readonly name: string;

  /**
   * Runs all microtasks, those queued meanwhile included, before it returns.
   *
   * `null` where the host has no such thing. Works only in a macrotask: inside a microtask the hosts ignore it.
   */
  readonly drain: (() => void) | null;

  /** Runs `callback` in a macrotask of its own. */
  readonly macrotask: (callback: () => void) => void;
}

/** One macrotask after each step: slower, and possible everywhere. */
export const macrotaskHop: MicrotaskDrain = { name: "macrotask hop", drain: null, macrotask: hostMacrotask() };

/**
 * The best drain that this host has: synchronous where a trial in a macrotask shows that it works, else
 * {@link macrotaskHop}.
 */
export function probeMicrotaskDrain(): Promise<MicrotaskDrain> {
  verdict ??= new Promise((resolve) => {
    macrotaskHop.macrotask(() => resolve(candidates().find(works) ?? macrotaskHop));
  });
  return verdict;
}

// What the host can do does not change while it runs, and no trace depends on it.
let verdict: Promise<MicrotaskDrain> | undefined;

function works({ drain }: MicrotaskDrain): boolean {
  let hops = 0;
  void Promise.resolve()
    .then(() => hops++)
    .then(() => hops++);
  try {
    drain?.();
  } catch {
    return false;
  }
  return hops === 2;
}

interface DrainingHosts {
  process?: { _tickCallback?: unknown; getBuiltinModule?: (name: string) => unknown };
  Deno?: { internal: symbol; [internals: symbol]: { core?: { runMicrotasks?: unknown } } | undefined };
}

function candidates(): MicrotaskDrain[] {
  const { process, Deno } = globalThis as DrainingHosts;
  const bun = process?.getBuiltinModule?.("bun:jsc") as { drainMicrotasks?: unknown } | undefined;
  const found: [string, unknown][] = [
    ["bun drainMicrotasks", bun?.drainMicrotasks],
    ["deno runMicrotasks", Deno?.[Deno.internal]?.core?.runMicrotasks],
    ["node _tickCallback", process?._tickCallback],
  ];
  return found
    .filter((candidate): candidate is [string, () => void] => typeof candidate[1] === "function")
    .map(([name, drain]) => ({ name, drain: () => drain.call(process), macrotask: macrotaskHop.macrotask }));
}

function hostMacrotask(): (callback: () => void) => void {
  // Taken when the module is loaded: a scope of virtual time may stand in for the globals later.
  const host = globalThis as Partial<typeof globalThis>;
  const [setImmediate, MessageChannel] = [realOf(host.setImmediate), realOf(host.MessageChannel)];
  if (setImmediate) return (callback) => void setImmediate(callback);
  if (!MessageChannel) return (callback) => void setTimeout(callback, 0);
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.addEventListener("message", () => waiting.shift()?.());
  port1.start();
  return (callback) => {
    waiting.push(callback);
    port2.postMessage(null);
  };
}
