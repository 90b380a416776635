import { describe, expect, test } from "vitest";
import { runVirtual, virtualTime } from "../src/index.ts";

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe("advance", () => {
  test("runs what is due in order, with Date at each timer's own time, and ends where it was told to", async () => {
    using time = virtualTime({ autojump: false });
    const seen: number[] = [];
    for (const ms of [30, 10, 20, 101]) setTimeout(() => seen.push(Date.now() - Date.UTC(2024)), ms);
    await time.advance(100);
    expect([seen, time.now()]).toEqual([[10, 20, 30], 100]);
  });

  test("runs what is scheduled meanwhile, at its own time", async () => {
    using time = virtualTime({ autojump: false });
    const seen: number[] = [];
    setTimeout(() => setTimeout(() => seen.push(time.now()), 10), 10);
    await time.advance(100);
    expect(seen).toEqual([20]);
  });

  test("runs the microtasks of a timer before the next one that is due", async () => {
    using time = virtualTime({ autojump: false });
    const seen: string[] = [];
    for (const name of ["a", "b"]) {
      setTimeout(() => {
        seen.push(name);
        let chain = Promise.resolve();
        for (let i = 0; i < 20; i++) chain = chain.then(() => {});
        void chain.then(() => seen.push(`${name}'s microtasks`));
      }, 10);
    }
    await time.advance(10);
    expect(seen).toEqual(["a", "a's microtasks", "b", "b's microtasks"]);
  });

  test("goes through an async function's whole chain of sleeps", async () => {
    using time = virtualTime({ autojump: false });
    const seen: number[] = [];
    void (async () => {
      for (;;) {
        await later(30);
        seen.push(time.now());
      }
    })();
    await time.advance(100);
    expect(seen).toEqual([30, 60, 90]);
  });

  test("several are pursued one after the other", async () => {
    using time = virtualTime({ autojump: false });
    const moments = [time.advance(10), time.advance(5)].map((moved) => moved.then(() => time.now()));
    expect(await Promise.all(moments)).toEqual([10, 15]);
  });

  test("of 0 runs what is ready, and no timer", async () => {
    using time = virtualTime({ autojump: false });
    const seen: string[] = [];
    setTimeout(() => seen.push("timer"), 0);
    setImmediate(() => seen.push("immediate"));
    await time.advance(0);
    expect(seen).toEqual(["immediate"]);
  });

  test.each([-1, Number.NaN])("of %d is refused", async (ms) => {
    using time = virtualTime();
    await expect(time.advance(ms)).rejects.toThrow(/time\.advance\(\) needs a number of milliseconds/);
    expect(() => time.advanceSync(ms)).toThrow(RangeError);
  });

  test("is there for the body of runVirtual, too", async () => {
    const seen = await runVirtual(
      async (time) => {
        let fired = false;
        setTimeout(() => (fired = true), 10);
        await time.advance(9);
        const before = fired;
        await time.advance(1);
        return [before, fired, time.now()];
      },
      { autojump: false },
    );
    expect(seen).toEqual([false, true, 10]);
  });
});

describe("advanceTo", () => {
  test("goes on to a date of the wall clock", async () => {
    using time = virtualTime({ startDate: "2024-03-01T00:00:00Z" });
    await time.advanceTo("2024-03-01T00:00:05Z");
    expect([time.now(), Date.now()]).toEqual([5000, Date.UTC(2024, 2, 1, 0, 0, 5)]);
  });

  test("does not go back", async () => {
    using time = virtualTime();
    await expect(time.advanceTo(0)).rejects.toThrow(RangeError);
    await expect(time.advanceTo("no date")).rejects.toThrow(/needs a date, and got no date/);
  });
});

describe("runUntilIdle", () => {
  test("stops when no timer is due before the horizon, at the last one that fired", async () => {
    using time = virtualTime({ autojump: false });
    const seen: number[] = [];
    for (const ms of [10, 59_999, 200_000]) setTimeout(() => seen.push(ms), ms);
    await time.runUntilIdle();
    expect([seen, time.now()]).toEqual([[10, 59_999], 59_999]);
    await time.runUntilIdle({ horizonMs: 1 });
    expect(time.now()).toBe(59_999);
  });
});

describe("toNextTimer", () => {
  test("fires all that are due at the next moment, and nothing after it", async () => {
    using time = virtualTime({ autojump: false });
    const seen: string[] = [];
    setTimeout(() => seen.push("a"), 10);
    setTimeout(() => seen.push("b"), 10);
    setTimeout(() => seen.push("c"), 11);
    await time.toNextTimer();
    expect([seen, time.now()]).toEqual([["a", "b"], 10]);
    await time.toNextTimer();
    await time.toNextTimer();
    expect([seen, time.now()]).toEqual([["a", "b", "c"], 11]);
  });
});

describe("runAll", () => {
  test("goes on until there is no timer", async () => {
    using time = virtualTime({ autojump: false });
    let left = 3;
    const again = (): void => {
      if (--left > 0) setTimeout(again, 1000);
    };
    setTimeout(again, 1000);
    await time.runAll();
    expect([left, time.now()]).toEqual([0, 3000]);
  });
});

describe("the synchronous ones", () => {
  test("run timers and immediates, and no microtask", async () => {
    using time = virtualTime({ autojump: false });
    const seen: string[] = [];
    setTimeout(() => {
      seen.push("a");
      queueMicrotask(() => seen.push("microtask"));
      setImmediate(() => seen.push("immediate"));
    }, 10);
    setTimeout(() => seen.push("b"), 20);
    setTimeout(() => seen.push("c"), 30);
    time.advanceSync(20);
    expect([seen, time.now()]).toEqual([["a", "immediate", "b"], 20]);
    time.toNextTimerSync();
    expect([seen, time.now()]).toEqual([["a", "immediate", "b", "c"], 30]);
    time.runAllSync();
    await Promise.resolve();
    expect(seen).toEqual(["a", "immediate", "b", "c", "microtask"]);
  });

  test("may be called in a timer's callback", () => {
    using time = virtualTime({ autojump: false });
    const seen: string[] = [];
    setTimeout(() => {
      time.advanceSync(10);
      seen.push(`outer at ${time.now()}`);
    }, 10);
    setTimeout(() => seen.push(`inner at ${time.now()}`), 15);
    time.advanceSync(12);
    expect(seen).toEqual(["inner at 15", "outer at 20"]);
  });
});

describe("setSystemTime", () => {
  test("moves the wall clock, and neither timers nor monotonic time", async () => {
    using time = virtualTime({ autojump: false });
    let firedAt = "";
    setTimeout(() => (firedAt = new Date().toISOString()), 1000);
    await time.advance(400);
    time.setSystemTime("2030-01-01T00:00:00Z");
    expect([time.now(), performance.now(), Date.now()]).toEqual([400, 1400, Date.UTC(2030)]);
    await time.advance(600);
    expect(firedAt).toBe("2030-01-01T00:00:00.600Z");
    expect(performance.timeOrigin).toBe(Date.UTC(2024) - 1000);
    expect(() => time.setSystemTime("never")).toThrow(RangeError);
  });
});

describe("pending", () => {
  test("lists every timer, with its kind, when it is due and who made it", async () => {
    using time = virtualTime({ autojump: false });
    await time.advance(100);
    setInterval(() => {}, 250);
    setTimeout(() => {}, 5).unref();
    setImmediate(() => {});
    AbortSignal.timeout(30_000);
    expect(
      time.pending().map(({ kind, deadlineMs, dueInMs, referenced }) => [kind, deadlineMs, dueInMs, referenced]),
    ).toEqual([
      ["setImmediate", 100, 0, true],
      ["setTimeout", 105, 5, false],
      ["setInterval", 350, 250, true],
      ["AbortSignal.timeout", 30_100, 30_000, false],
    ]);
    expect(time.pending().every(({ madeAt }) => /time\.test\.ts:\d+:\d+/.test(madeAt ?? ""))).toBe(true);
    expect(time.pending().toString()).toMatch(
      /^kind +due in +made at\nsetImmediate +0 ms .*\nsetTimeout \(unref\) +5 ms .*\nsetInterval +250 ms /,
    );
  });

  test("has as many lines of origin as were asked for", () => {
    using time = virtualTime({ origins: 1 });
    setTimeout(() => {}, 1);
    setTimeout(() => {}, 2);
    expect(time.pending().map(({ madeAt }) => madeAt !== undefined)).toEqual([true, false]);
    expect(time.pending().toString()).toContain("(not recorded)");
  });

  test("says so when there is none", () => {
    using time = virtualTime();
    expect(time.pending().toString()).toBe("no timers");
  });
});
