import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { readFile } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import {
  BudgetExceededError,
  ExternalWaitError,
  LeftoverTimersError,
  runVirtual,
  ScopeEndedError,
  virtualTime,
} from "../src/index.ts";
import { elapsedMs } from "./elapsed.ts";

const read = promisify(readFile);
const here = new URL(import.meta.url);
const { setTimeout: realSetTimeout } = globalThis;

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe("using time = virtualTime()", () => {
  test("gives the rest of the function a clock of its own", async () => {
    using time = virtualTime();
    expect([time.now(), performance.now(), new Date().toISOString()]).toEqual([0, 1000, "2024-01-01T00:00:00.000Z"]);
    await later(3_600_000);
    expect([time.now(), performance.now(), new Date().toISOString()]).toEqual([
      3_600_000,
      3_601_000,
      "2024-01-01T01:00:00.000Z",
    ]);
  });

  test("asks the host for no turn if it is over before it has awaited anything", async () => {
    await runVirtual(async () => {}); // from here on it is known how microtasks are run
    const immediates = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Immediate").length;
    const before = immediates();
    {
      using _time = virtualTime();
    }
    for (let i = 0; i < 10; i++) await Promise.resolve();
    expect(immediates()).toBe(before);
  });

  test("ends with the block, and gives the globals back", async () => {
    {
      using time = virtualTime({ startDate: "2030-05-06" });
      await time.advance(10);
      expect(new Date().getFullYear()).toBe(2030);
    }
    expect(setTimeout).toBe(realSetTimeout);
    expect(performance.now()).not.toBe(1010);
    await new Promise((resolve) => setTimeout(resolve, 1)); // a real one
  });

  test("ends whatever was thrown", () => {
    expect(() => {
      using _time = virtualTime();
      throw new Error("mine");
    }).toThrow("mine");
    expect(setTimeout).toBe(realSetTimeout);
  });

  test("nests: the inner one has its own clock, and the outer one goes on after it", async () => {
    using outer = virtualTime();
    await outer.advance(100);
    {
      using inner = virtualTime({ startDate: 0 });
      await later(5);
      expect([inner.now(), Date.now(), outer.now()]).toEqual([5, 5, 100]);
    }
    await later(1);
    expect([elapsedMs(), outer.now()]).toEqual([101, 101]);
  });

  test("code that it has called belongs to it, and code that was there before does not", async () => {
    const before = (async () => {
      await Promise.resolve();
      await Promise.resolve();
      return Date.now();
    })();
    using _time = virtualTime({ startDate: 0 });
    const inside = (async () => {
      await Promise.resolve();
      return Date.now();
    })();
    expect(await inside).toBe(0);
    expect(await before).toBeGreaterThan(1_750_000_000_000);
  });

  test("a thousand side by side do not see each other", async () => {
    const one = async (i: number): Promise<number[]> => {
      using time = virtualTime({ startDate: i, seed: i });
      const seen: number[] = [];
      for (let round = 0; round < 3; round++) {
        await later(i + 1);
        seen.push(Date.now() - i, time.now());
      }
      return seen;
    };
    const all = await Promise.all(Array.from({ length: 1000 }, (_, i) => one(i)));
    expect(all).toEqual(
      Array.from({ length: 1000 }, (_, i) => [1, 2, 3].flatMap((round) => [round * (i + 1), round * (i + 1)])),
    );
    expect(setTimeout).toBe(realSetTimeout);
  });

  test("a timer that is left never fires", async () => {
    let fired = false;
    {
      using _time = virtualTime();
      setTimeout(() => (fired = true), 1);
    }
    await new Promise((resolve) => realSetTimeout(resolve, 5));
    expect(fired).toBe(false);
  });

  test("can't be moved any more when it is over", async () => {
    let fired = false;
    const over = virtualTime();
    setTimeout(() => (fired = true), 1);
    over[Symbol.dispose]();
    await expect(over.advance(10)).rejects.toThrow(ScopeEndedError);
    expect(() => over.runAllSync()).toThrow(/virtual time is over/);
    expect(fired).toBe(false);
  });

  test("timers that are left are an error where that is asked for", () => {
    const left = (): void => {
      using _time = virtualTime({ leftovers: "error" });
      clearTimeout(setTimeout(() => {}, 1));
      setInterval(() => {}, 250);
    };
    expect(left).toThrow(LeftoverTimersError);
    expect(left).toThrow(/A timer was still pending.*setInterval +250 ms +.*virtual-time\.test\.ts/s);
  });
});

describe.concurrent("concurrent tests", () => {
  test.for([1, 10, 100, 1000])("each have their own clock: %d", async (ms, { expect: expects }) => {
    using time = virtualTime();
    for (let i = 0; i < 20; i++) await later(ms);
    expects(time.now()).toBe(20 * ms);
    expects(Date.now() - Date.UTC(2024)).toBe(20 * ms);
  });
});

describe("autojump", () => {
  test("jumps only while nobody moves time by hand", async () => {
    using time = virtualTime();
    const fired: number[] = [];
    for (const ms of [10, 20, 30]) setTimeout(() => fired.push(ms), ms);
    await time.advance(15);
    expect([fired, time.now()]).toEqual([[10], 15]);
    await time.advance(10);
    expect([fired, time.now()]).toEqual([[10, 20], 25]);
  });

  test("off: time stands until somebody moves it", async () => {
    using time = virtualTime({ autojump: false });
    let fired = false;
    setTimeout(() => (fired = true), 1);
    await read(here);
    expect([fired, time.now()]).toEqual([false, 0]);
    await time.advance(1);
    expect(fired).toBe(true);
  });

  test("off, in runVirtual: who awaits a timer is in a deadlock", async () => {
    await expect(runVirtual(() => later(5), { autojump: false })).rejects.toThrow(
      /1 timer pending, as autojump is off/,
    );
  });

  test.each(["read", "read and a timer at once"])("waits for what the host does: %s", async () => {
    for (let i = 0; i < 50; i++) {
      const winner = await runVirtual(() =>
        Promise.race([read(here).then(() => "file"), later(1000).then(() => "timeout")]),
      );
      expect(winner).toBe("file");
    }
  });
});

describe("a callback that throws", () => {
  test("rejects whoever moves time, and the rest goes on", async () => {
    using time = virtualTime();
    const seen: string[] = [];
    setTimeout(() => {
      throw new Error("in a timer");
    }, 5);
    setTimeout(() => seen.push("after"), 6);
    await expect(time.advance(10)).rejects.toThrow("in a timer");
    await time.advance(10);
    expect(seen).toEqual(["after"]);
  });

  test("throws from a synchronous advance, once time is there", () => {
    using time = virtualTime();
    const seen: string[] = [];
    setTimeout(() => {
      throw new Error("in a timer");
    }, 5);
    setTimeout(() => seen.push("after"), 6);
    expect(() => time.advanceSync(10)).toThrow("in a timer");
    expect([seen, time.now()]).toEqual([["after"], 10]);
  });
});

describe("what has no end", () => {
  test("timers: the error says which, and who made it", async () => {
    using time = virtualTime();
    const poll = (): void => void setTimeout(poll, 250);
    poll();
    const error: unknown = await time.runAll({ timers: 500 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BudgetExceededError);
    expect(error).toMatchObject({
      limit: "timers",
      last: "setTimeout 250 ms",
      madeAt: expect.stringMatching(/^VirtualTimeout\.poll .*virtual-time\.test\.ts/) as unknown,
    });
    poll();
    expect(() => time.runAllSync({ timers: 500 })).toThrow(BudgetExceededError);
  });

  test("a busy setImmediate", async () => {
    using time = virtualTime();
    const spin = (): void => void setImmediate(spin);
    spin();
    await expect(time.runAll({ steps: 500 })).rejects.toThrow(
      /More than 500 steps at one moment.*setImmediate, made at spin .*virtual-time\.test\.ts/,
    );
  });

  test("virtual time", async () => {
    const run = runVirtual(() => later(5000), { budget: { ms: 1000 } });
    await expect(run).rejects.toThrow(/More than 1000 virtual milliseconds/);
  });
});

describe("externals: error", () => {
  test("tells whoever moves time, and waits for a run inside all the same", async () => {
    const silent = createServer().listen(0);
    await once(silent, "listening");
    using time = virtualTime({ externals: "error" });
    expect(await runVirtual(() => later(5).then(() => "inside"))).toBe("inside");
    const waiting = connect((silent.address() as AddressInfo).port);
    await expect(time.advance(10)).rejects.toThrow(ExternalWaitError);
    waiting.destroy();
    silent.close();
  });
});

describe("the user's own async context", () => {
  test("goes along with timers, immediates and what they await", async () => {
    using time = virtualTime();
    const store = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    store.run("mine", () => {
      setTimeout(() => seen.push(store.getStore()), 5);
      setImmediate(() => seen.push(store.getStore()));
    });
    setTimeout(() => seen.push(store.getStore()), 6);
    await time.advance(10);
    expect(seen).toEqual(["mine", "mine", undefined]);
  });
});
