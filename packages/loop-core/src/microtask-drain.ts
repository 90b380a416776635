import { realOf } from "./real.ts";

/**
 * Makes "a step is one callback, plus every microtask that it causes" true.
 *
 * The third seam. Node, Bun and Deno can empty the microtask queue synchronously from a macrotask; elsewhere the host
 * does it between two calls of its own. The same loop runs under both: see {@link drive}.
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

  /**
   * For a host without `drain`: calls `step` in a macrotask to come, again as long as it answers `true` and the host has a
   * call left, and at last `rest`. The microtasks of each call run before the next one, and nothing foreign does.
   */
  readonly slice: (step: () => boolean, rest: () => void) => void;
}

/** So many, and then the host gets a turn. */
const STEPS_PER_SLICE = 16;

/** The host runs the microtasks after each step: slower, and possible everywhere. */
export const macrotaskHop: MicrotaskDrain = { name: "macrotask hop", drain: null, ...hostMacrotasks() };

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
  const { macrotask, slice } = macrotaskHop;
  return found
    .filter((candidate): candidate is [string, () => void] => typeof candidate[1] === "function")
    .map(([name, drain]) => ({ name, drain: () => drain.call(process), macrotask, slice }));
}

function hostMacrotasks(): Pick<MicrotaskDrain, "macrotask" | "slice"> {
  // Taken when the module is loaded: a scope of virtual time may stand in for the globals later.
  const host = globalThis as Partial<typeof globalThis>;
  const [setImmediate, MessageChannel] = [realOf(host.setImmediate), realOf(host.MessageChannel)];
  if (setImmediate === undefined && MessageChannel !== undefined) return listeners(new MessageChannel());
  const realMacrotask = setImmediate ?? realOf(globalThis.setTimeout);
  const macrotask = (callback: () => void): void => void realMacrotask(callback);
  return {
    macrotask,
    slice: (step, rest) => {
      const call = whileTrue(step);
      for (let i = 0; i < STEPS_PER_SLICE; i++) macrotask(call);
      macrotask(rest);
    },
  };
}

/**
 * A message to a port that has many listeners: the host calls one after the other in one macrotask, and runs the
 * microtasks of each before the next.
 *
 * @see https://html.spec.whatwg.org/multipage/webappapis.html#clean-up-after-running-script
 */
function listeners({ port1, port2 }: InstanceType<typeof MessageChannel>): Pick<MicrotaskDrain, "macrotask" | "slice"> {
  const waiting: { call: () => void; rest: () => void }[] = [];
  // A function is called once for each event, however often it has been added.
  for (let i = 0; i < STEPS_PER_SLICE; i++) port1.addEventListener("message", () => waiting[0]?.call());
  port1.addEventListener("message", () => waiting.shift()?.rest());
  port1.start();
  const slice: MicrotaskDrain["slice"] = (step, rest) => {
    waiting.push({ call: whileTrue(step), rest });
    port2.postMessage(null);
  };
  return { slice, macrotask: (callback) => slice(() => false, callback) };
}

/** Calls `step` each time, until it has once not answered `true`. */
function whileTrue(step: () => boolean): () => void {
  let goesOn = true;
  return () => {
    goesOn = goesOn && step();
  };
}
