import { describe, expect, test } from "vitest";
import {
  CancelledError,
  type Coroutine,
  createTask,
  EventLoop,
  gather,
  macrotaskHop,
  type MicrotaskDrain,
  probeMicrotaskDrain,
  sleep,
} from "../src/index.ts";
import { VirtualClock } from "./virtual-clock.ts";

const synchronous = await probeMicrotaskDrain();

describe("probeMicrotaskDrain", () => {
  test("finds a synchronous drain on Node, Bun and Deno", () => {
    expect(synchronous.drain).not.toBeNull();
  });

  test("gives the same one each time", async () => {
    expect(await probeMicrotaskDrain()).toBe(synchronous);
  });

  test("the drain has run every microtask when it returns, those that were queued meanwhile included", async () => {
    const hops = await new Promise<number>((resolve) => {
      synchronous.macrotask(() => {
        let count = 0;
        void (async () => {
          for (; count < 100; count++) await Promise.resolve();
        })();
        synchronous.drain?.();
        resolve(count);
      });
    });
    expect(hops).toBe(100);
  });
});

/** What a program writes down, as the loop goes on: the same under every drain. */
const programs: Record<string, (note: (what: string) => void) => Coroutine<unknown>> = {
  "tasks that sleep": (note) => async () => {
    const sleeper = async (n: number): Promise<void> => {
      await sleep(4 - n);
      note(`${n}`);
    };
    await gather([1, 2, 3].map((n) => () => sleeper(n)));
  },
  "long chains of promises between waits": (note) => async () => {
    const worker = async (name: string): Promise<void> => {
      for (let round = 0; round < 3; round++) {
        for (let hop = 0; hop < 10; hop++) await Promise.resolve();
        note(`${name}${round}`);
        await sleep(0);
      }
    };
    await gather([() => worker("a"), () => worker("b")]);
  },
  "a cancel while promises settle": (note) => async () => {
    const task = createTask(async () => {
      try {
        await Promise.all([sleep(1), sleep(2)]);
      } finally {
        await Promise.resolve();
        note("cleaned up");
      }
    });
    await sleep(1.5);
    task.cancel();
    await expect(async () => await task).rejects.toThrow(CancelledError);
    await sleep(0);
    await sleep(0);
  },
};

describe.each(Object.keys(programs))("%s", (name) => {
  test("gives the same trace with a synchronous drain and with a macrotask after each step", async () => {
    const [first, second] = [await traceUnder(synchronous), await traceUnder(macrotaskHop)];
    expect(first).toEqual(second);
    expect(first.length).toBeGreaterThan(1);
  });

  async function traceUnder(drain: MicrotaskDrain): Promise<string[]> {
    const trace: string[] = [];
    const loop = new EventLoop({ clock: new VirtualClock(), drain });
    await loop.runUntilComplete(programs[name]!((what) => trace.push(`${loop.time()} ${loop.turns} ${what}`)));
    return [...trace, `ended after ${loop.turns} turns`];
  }
});

test("without a drain the law is broken: a step's microtasks would run late", async () => {
  const broken: MicrotaskDrain = { ...macrotaskHop, drain: () => {} };
  const loop = new EventLoop({ clock: new VirtualClock(), drain: broken });
  await expect(loop.runUntilComplete(async () => await sleep(1))).rejects.toThrow("nothing can wake");
});
