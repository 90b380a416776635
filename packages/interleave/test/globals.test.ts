import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { macrotaskHop } from "@heddle/loop-core";
import { ForeignFakeTimersError } from "@heddle/virtual-time";
import { type Body, explore, type ExploreOptions, random, replay } from "../src/index.ts";
import { failing, independentTasks, lostUpdate, quick } from "./programs.ts";

// The test's own, so that waiting in the midst of an exploration is possible.
const { setInterval: hostSetInterval, clearInterval: hostClearInterval, setTimeout: hostSetTimeout } = globalThis;
const here = new URL(import.meta.url);

/** Everything that an exploration takes over, by identity. */
function takenOver(): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const name of [
    "setTimeout",
    "setInterval",
    "setImmediate",
    "clearTimeout",
    "clearInterval",
    "clearImmediate",
    "queueMicrotask",
    "Date",
    "Promise",
  ] as const) {
    found.set(name, globalThis[name]);
    found.set(`descriptor of ${name}`, JSON.stringify(Object.getOwnPropertyDescriptor(globalThis, name)));
  }
  found.set("performance.now", performance.now);
  found.set("performance has its own now", Object.hasOwn(performance, "now"));
  found.set("Math.random", Math.random);
  found.set("process.nextTick", process.nextTick);
  for (const method of ["log", "info", "warn", "error", "debug", "trace", "dir", "table"] as const) {
    found.set(`console.${method}`, console[method]);
  }
  for (const event of ["unhandledRejection", "rejectionHandled", "uncaughtException"] as const) {
    process.rawListeners(event).forEach((listener, i) => found.set(`${event} ${i}`, listener));
  }
  found.set("watchdog", Reflect.get(globalThis, Symbol.for("heddle.watchdog")));
  return found;
}

let before: Map<string, unknown>;
beforeEach(() => {
  before = takenOver();
});
afterEach(() => {
  expect(different(takenOver())).toEqual([]);
});

/** What is not what it was. */
function different(now: Map<string, unknown>): string[] {
  return [...new Set([...before.keys(), ...now.keys()])].filter((key) => !Object.is(before.get(key), now.get(key)));
}

const broken: Record<string, [body: Body, options?: ExploreOptions]> = {
  "throws at once": [
    () => {
      throw new Error("at once");
    },
  ],
  rejects: [() => Promise.reject(new Error("later"))],
  "never settles": [() => new Promise(() => {})],
  "reads a real file": [() => readFile(here)],
  "waits for a captured timer": [() => new Promise((resolve) => hostSetTimeout(resolve, 5))],
  "leaves a rejection unhandled": [() => void Promise.reject(new Error("nobody"))],
  "throws in a timer": [
    (sim) => {
      setTimeout(() => {
        throw new Error("timer");
      }, 1);
      return sim.sleep(2);
    },
  ],
  "throws in a tick": [
    (sim) => {
      process.nextTick(() => {
        throw new Error("tick");
      });
      return sim.sleep(2);
    },
  ],
  "throws in a microtask": [
    (sim) => {
      queueMicrotask(() => {
        throw new Error("microtask");
      });
      return sim.sleep(2);
    },
  ],
  "goes on and on": [
    (sim) => {
      setInterval(() => {}, 1);
      return sim.sleep(1000);
    },
    { maxSteps: 100 },
  ],
  "is not the same twice": [(sim) => sim.io(`x ${executions++}`, () => {})],
  "has a strategy that throws": [
    independentTasks(2, 1, false),
    {
      strategy: {
        ...random(1),
        next: () => ({
          choose: () => {
            throw new Error("strategy");
          },
        }),
      },
    },
  ],
  "has a strategy that throws in learn": [
    independentTasks(2, 1, false),
    {
      strategy: {
        ...random(1),
        learn: () => {
          throw new Error("strategy");
        },
      },
    },
  ],
  "replaces a global and leaves it": [
    (sim) => {
      const mine = Object.assign(() => 1, { mine: true });
      const saved = Math.random;
      Math.random = mine;
      Math.random = saved;
      return sim.io("x", () => Promise.reject(new Error("x")));
    },
  ],
};
let executions = 0;

describe("everything is the host's own again after a body that", () => {
  test.each(Object.entries(broken))("%s", async (_, [body, options]) => {
    await expect(explore(body, options)).rejects.toBeInstanceOf(Error);
  });

  test.each(Object.entries(broken))("%s, one macrotask a step", async (_, [body, options]) => {
    await expect(explore(body, { ...options, drain: macrotaskHop })).rejects.toBeInstanceOf(Error);
  });

  test.each(failing.filter((program) => quick.includes(program)))("has $name", async ({ body, options }) => {
    await expect(explore(body, options)).rejects.toBeInstanceOf(Error);
  });
});

test("everything is the host's own after a replay that does not fit", async () => {
  await expect(replay(lostUpdate.body, "h1-r-1+9.9:aaa-0000000")).rejects.toThrow("does not fit");
});

test("everything is the host's own when the host gets its turn, in the midst of an exploration", async () => {
  let turns = 0;
  const wrong = new Set<string>();
  const looking = hostSetInterval(() => {
    turns++;
    for (const key of different(takenOver())) wrong.add(key);
  }, 1);
  const { statistics } = await explore(independentTasks(3, 4, false), {
    strategy: "random",
    maxTimeMs: 150,
    maxExecutions: 1e9,
  });
  hostClearInterval(looking);
  expect(statistics.executions).toBeGreaterThan(100);
  expect(turns).toBeGreaterThan(1);
  expect([...wrong]).toEqual([]);
});

test("everything is the host's own while an external call is being made", async () => {
  const seen: string[][] = [];
  await explore(
    async (sim) => {
      await sim.io(
        "file",
        async () => {
          seen.push(different(takenOver()));
          await readFile(here);
          seen.push(different(takenOver()));
        },
        { external: true },
      );
    },
    { strategy: "exhaustive" },
  );
  expect(seen.length).toBeGreaterThanOrEqual(8);
  expect(seen.flat()).toEqual([]);
});

test("inside, none of the clocks is the host's", async () => {
  let inside: string[] = [];
  await explore(() => {
    inside = different(takenOver());
  });
  expect(inside).toEqual(
    expect.arrayContaining([
      "setTimeout",
      "setInterval",
      "setImmediate",
      "Date",
      "performance.now",
      "Math.random",
      "process.nextTick",
      "console.log",
    ]),
  );
});

describe("somebody else's fake timers", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("are an error by name, and stay in force", async () => {
    vi.useFakeTimers();
    const fake = globalThis.setTimeout;
    await expect(explore(() => {})).rejects.toBeInstanceOf(ForeignFakeTimersError);
    expect(globalThis.setTimeout).toBe(fake);
    vi.useRealTimers();
  });

  test("that fake only Date are an error too", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    await expect(explore(() => {})).rejects.toBeInstanceOf(ForeignFakeTimersError);
    vi.useRealTimers();
  });
});

test("console is muted while exploring, and live in the replay of the failure", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    let runs = 0;
    const body: Body = async (sim) => {
      runs++;
      console.log("withdraws"); // eslint-disable-line no-console
      await lostUpdate.body(sim);
    };
    await expect(explore(body)).rejects.toThrow("lost update");
    expect(runs).toBeGreaterThan(5);
    expect(log.mock.calls).toEqual([["withdraws"]]);
  } finally {
    log.mockRestore();
  }
});
