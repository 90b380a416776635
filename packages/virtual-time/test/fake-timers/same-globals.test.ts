import { createRequire } from "node:module";
import * as sinon from "@sinonjs/fake-timers";
import { describe, expect, test } from "vitest";
import * as ours from "../../src/fake-timers/index.ts";

const require = createRequire(import.meta.url);

/** A window, with all that can be faked. */
const window = (): Record<string, unknown> => ({
  Date,
  Intl,
  setTimeout: () => 12,
  clearTimeout: () => {},
  setInterval: () => 12,
  clearInterval: () => {},
  requestAnimationFrame: () => 12,
  cancelAnimationFrame: () => {},
  requestIdleCallback: () => 12,
  cancelIdleCallback: () => {},
  queueMicrotask: () => {},
  performance: { now: () => 1 },
  scheduler: { postTask: () => {} },
  Temporal: { Now: {}, Instant: {} },
  process: { hrtime: () => [0, 0], nextTick: () => {} },
});

const owners = {
  globalThis,
  process,
  "node:timers": require("node:timers") as object,
  "node:timers/promises": require("node:timers/promises") as object,
  "node:perf_hooks": (require("node:perf_hooks") as { performance: object }).performance,
};

describe.each<ours.Config>([
  {},
  { toFake: ["setTimeout", "Date"] },
  { toFake: [] },
  { toFake: ["performance", "hrtime"] },
  { toFake: ["setInterval", "setImmediate", "clearImmediate"] },
  { toNotFake: ["nextTick", "queueMicrotask", "Intl"] },
  { toNotFake: [] },
  { toFake: ["requestIdleCallback", "Date"], ignoreMissingTimers: true },
  { toFake: ["requestIdleCallback", "Date"] },
])("install(%o)", (config) => {
  test("replaces in this process what the original replaces, and puts it back", () => {
    expect(replacedBy(ours, config)).toEqual(replacedBy(sinon as unknown as typeof ours, config));
  });

  test("replaces in a window what the original replaces, and puts it back", () => {
    expect(inWindow(ours, config)).toEqual(inWindow(sinon as unknown as typeof ours, config));
  });
});

interface Replaced {
  methods: string[];
  during: string[];
  after: string[];
}

function replacedBy({ install }: typeof ours, config: ours.Config): Replaced | string {
  return observed(() => install({ ...config }), owners);
}

function inWindow({ withGlobal }: typeof ours, config: ours.Config): Replaced | string {
  const global = window();
  return observed(() => withGlobal(global).install({ ...config }), {
    window: global,
    process: global.process as object,
  });
}

function observed(install: () => ours.Clock, seen: Record<string, object>): Replaced | string {
  const before = snapshot(seen);
  let clock: ours.Clock;
  try {
    clock = install();
  } catch (error) {
    return (error as Error).message;
  }
  const methods = [...clock.methods];
  const during = changes(before, snapshot(seen));
  clock.uninstall();
  return { methods, during, after: changes(before, snapshot(seen)) };
}

const NAMES = [...Object.keys(window()), "setImmediate", "clearImmediate", "hrtime", "nextTick", "now"];

function snapshot(seen: Record<string, object>): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(seen).map(([owner, object]) => [
      owner,
      Object.fromEntries(
        NAMES.filter((name) => name in object).map((name) => [name, (object as Record<string, unknown>)[name]]),
      ),
    ]),
  );
}

function changes(before: ReturnType<typeof snapshot>, after: ReturnType<typeof snapshot>): string[] {
  return Object.keys(before).flatMap((owner) =>
    NAMES.filter((name) => before[owner]?.[name] !== after[owner]?.[name]).map((name) => `${owner}.${name}`),
  );
}
