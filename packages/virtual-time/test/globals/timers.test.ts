import { describe, expect, test } from "vitest";
import { runVirtual, virtualTime } from "../../src/index.ts";
import { elapsedMs } from "../elapsed.ts";

/** What `body` logs, with the moment of each entry. */
async function logged(body: (log: (text: string) => void) => unknown): Promise<string[]> {
  const lines: string[] = [];
  await runVirtual(async () => {
    await body((text) => lines.push(`${text} at ${elapsedMs()}`));
    await later(100_000);
  });
  return lines;
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe("setTimeout", () => {
  test("fires when its time has come, in the order of the deadlines", async () => {
    const lines = await logged((log) => {
      for (const ms of [30, 10, 20]) setTimeout(() => log(`${ms}`), ms);
    });
    expect(lines).toEqual(["10 at 10", "20 at 20", "30 at 30"]);
  });

  test("equal deadlines fire in the order in which they were set, also when set at different times", async () => {
    const lines = await logged(async (log) => {
      setTimeout(() => log("first"), 20);
      await later(10);
      setTimeout(() => log("second"), 10);
    });
    expect(lines).toEqual(["first at 20", "second at 20"]);
  });

  test("a delay of 1 and then one of 0 fire in that order: both count as 1", async () => {
    const lines = await logged((log) => {
      setTimeout(() => log("a"), 1);
      setTimeout(() => log("b"), 0);
    });
    expect(lines).toEqual(["a at 1", "b at 1"]);
  });

  test.each<[unknown, number]>([
    [undefined, 1],
    [0, 1],
    [-5, 1],
    [0.5, 1],
    [Number.NaN, 1],
    ["text", 1],
    [null, 1],
    [1.9, 1],
    [20.9, 20],
    ["20", 20],
    [2 ** 31, 1],
    [Infinity, 1],
  ])("a delay of %o counts as %d ms", async (delay, expected) => {
    const lines = await logged((log) => void setTimeout(() => log("fires"), delay as number));
    expect(lines).toEqual([`fires at ${expected}`]);
  });

  test("the longest delay is taken as it is", async () => {
    const end = await runVirtual(async () => {
      await later(2 ** 31 - 1);
      return elapsedMs();
    });
    expect(end).toBe(2 ** 31 - 1);
  });

  test("hands its arguments on", async () => {
    const seen = await runVirtual(
      () => new Promise((resolve) => setTimeout((a: number, b: string) => resolve([a, b]), 5, 1, "two")),
    );
    expect(seen).toEqual([1, "two"]);
  });

  test.each([undefined, null, "code", 5])("needs a function, and says so: %o", async (callback) => {
    await expect(runVirtual(() => void setTimeout(callback as unknown as () => void, 1))).rejects.toThrow(
      /setTimeout needs a function to call, and got /,
    );
  });
});

describe("clearTimeout", () => {
  test("takes the timer, its number, and what is nothing at all", async () => {
    const lines = await logged((log) => {
      clearTimeout(setTimeout(() => log("cleared"), 10));
      clearTimeout(Number(setTimeout(() => log("cleared by number"), 10)));
      clearTimeout(`${Number(setTimeout(() => log("cleared by text"), 10))}`);
      clearInterval(setTimeout(() => log("cleared as an interval"), 10));
      clearTimeout(undefined);
      clearTimeout(null as unknown as undefined);
      clearTimeout(123_456_789);
      setTimeout(() => log("kept"), 10);
    });
    expect(lines).toEqual(["kept at 10"]);
  });

  test("of a timer that has fired has no effect", async () => {
    const lines = await logged(async (log) => {
      const timer = setTimeout(() => log("fires"), 10);
      await later(20);
      clearTimeout(timer);
      clearTimeout(timer);
    });
    expect(lines).toEqual(["fires at 10"]);
  });

  test("leaves a real timer from outside to the host", async () => {
    const active = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const real = setTimeout(() => {}, 60_000);
    const counts = await runVirtual(() => {
      const before = active();
      clearTimeout(real);
      return [before, active()];
    });
    expect(counts[0]! - counts[1]!).toBe(1);
  });
});

describe("setInterval", () => {
  test("fires again and again, without drift", async () => {
    const lines = await logged((log) => {
      let ticks = 0;
      const timer = setInterval(() => {
        log("tick");
        if (++ticks === 3) clearInterval(timer);
      }, 10);
    });
    expect(lines).toEqual(["tick at 10", "tick at 20", "tick at 30"]);
  });

  test("can be cleared by clearTimeout, and in its own callback", async () => {
    const lines = await logged((log) => {
      const timer = setInterval(() => {
        log("tick");
        clearTimeout(timer);
      }, 10);
    });
    expect(lines).toEqual(["tick at 10"]);
  });

  test("hands its arguments on, each time", async () => {
    const lines = await logged((log) => {
      const timer = setInterval(
        (text: string) => {
          log(text);
          if (elapsedMs() >= 20) clearInterval(timer);
        },
        10,
        "hi",
      );
    });
    expect(lines).toEqual(["hi at 10", "hi at 20"]);
  });

  // Node arms an interval again when its callback is over (listOnTimeout in lib/internal/timers.js).
  test("comes after a timer that its callback has set for the same moment", async () => {
    const lines = await logged((log) => {
      const timer = setInterval(() => {
        log("tick");
        setTimeout(() => log("timer"), 10);
        if (elapsedMs() >= 20) clearInterval(timer);
      }, 10);
    });
    expect(lines).toEqual(["tick at 10", "timer at 20", "tick at 20", "timer at 30"]);
  });

  test("counts from the beginning of its callback, however long that takes", async () => {
    using time = virtualTime({ autojump: false });
    const ticks: number[] = [];
    setInterval(() => {
      ticks.push(time.now());
      if (ticks.length === 1) time.advanceSync(25);
    }, 10);
    await time.advance(50);
    expect(ticks).toEqual([10, 35, 45]); // due at 20, and late; then from 35 on
  });

  test("can be refreshed in its callback", async () => {
    const lines = await logged((log) => {
      const timer = setInterval(() => {
        log("tick");
        timer.refresh();
        if (elapsedMs() >= 20) timer.close();
      }, 10);
    });
    expect(lines).toEqual(["tick at 10", "tick at 20"]);
  });

  test("goes on although its callback has thrown: the run ends with the error", async () => {
    await expect(
      runVirtual(async () => {
        setInterval(() => {
          throw new Error("tick");
        }, 10);
        await later(100);
      }),
    ).rejects.toThrow("tick");
  });
});

describe("the object that setTimeout returns", () => {
  test("is what `this` is in the callback", async () => {
    const own = await runVirtual(
      () =>
        new Promise((resolve) => {
          const timer = setTimeout(function (this: unknown) {
            resolve(this === timer);
          });
        }),
    );
    expect(own).toBe(true);
  });

  test("refresh begins the delay anew", async () => {
    const lines = await logged(async (log) => {
      const timer = setTimeout(() => log("fires"), 10);
      await later(6);
      expect(timer.refresh()).toBe(timer);
    });
    expect(lines).toEqual(["fires at 16"]);
  });

  test("refresh sets a timer that has fired again", async () => {
    const lines = await logged(async (log) => {
      const timer = setTimeout(() => log("fires"), 10);
      await later(20);
      timer.refresh();
    });
    expect(lines).toEqual(["fires at 10", "fires at 30"]);
  });

  test("refresh of a cleared timer has no effect, as in Node", async () => {
    const lines = await logged((log) => {
      const timer = setTimeout(() => log("fires"), 10);
      clearTimeout(timer);
      timer.refresh();
    });
    expect(lines).toEqual([]);
  });

  test("ref and unref are chained, and hasRef tells", async () => {
    await runVirtual(() => {
      const timer = setTimeout(() => {}, 10);
      expect(timer.hasRef()).toBe(true);
      expect(timer.unref().hasRef()).toBe(false);
      expect(timer.ref().hasRef()).toBe(true);
      expect(timer.unref()).toBe(timer);
    });
  });

  test("an unreferenced timer fires all the same while the body runs", async () => {
    const lines = await logged((log) => void setTimeout(() => log("fires"), 10).unref());
    expect(lines).toEqual(["fires at 10"]);
  });

  test("close and dispose clear it", async () => {
    const lines = await logged((log) => {
      setTimeout(() => log("closed"), 10).close();
      {
        using _timer = setTimeout(() => log("disposed"), 10);
      }
    });
    expect(lines).toEqual([]);
  });

  test("as a number it is the same each time, and no other timer's", async () => {
    await runVirtual(() => {
      const a = setTimeout(() => {}, 10);
      const b = setTimeout(() => {}, 10);
      expect(Number(a)).toBe(Number(a));
      expect(Number(a)).not.toBe(Number(b));
    });
  });
});

describe("setImmediate", () => {
  test("comes after ticks and microtasks, and before any timer", async () => {
    const lines = await logged((log) => {
      setTimeout(() => log("timer"), 0);
      setImmediate(() => log("immediate"));
      queueMicrotask(() => log("microtask"));
      process.nextTick(() => log("tick"));
      log("body");
    });
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["body", "tick", "microtask", "immediate", "timer"]);
  });

  test("each has its own microtasks", async () => {
    const lines = await logged((log) => {
      setImmediate(() => {
        log("first");
        queueMicrotask(() => log("its microtask"));
      });
      setImmediate(() => log("second"));
    });
    expect(lines).toEqual(["first at 0", "its microtask at 0", "second at 0"]);
  });

  test("hands its arguments on, and can be cleared", async () => {
    const lines = await logged((log) => {
      setImmediate(log, "with arguments");
      clearImmediate(setImmediate(log, "cleared"));
      clearImmediate(undefined);
      const immediate = setImmediate(log, "kept");
      expect(immediate.hasRef()).toBe(true);
      expect(immediate.unref()).toBe(immediate);
      {
        using _immediate = setImmediate(log, "disposed");
      }
    });
    expect(lines).toEqual(["with arguments at 0", "kept at 0"]);
  });
});

// In one phase Node runs every timer that is due, each with its ticks and microtasks, and then the immediates.
// https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick
test("an immediate that a timer has set comes after all timers that are due at that moment", async () => {
  const lines = await logged((log) => {
    setTimeout(() => {
      log("a");
      setImmediate(() => log("immediate"));
      process.nextTick(() => log("tick"));
    }, 10);
    setTimeout(() => log("b"), 10);
    setTimeout(() => log("c"), 11);
  });
  expect(lines).toEqual(["a at 10", "tick at 10", "b at 10", "immediate at 10", "c at 11"]);
});

describe("queues that stay the host's", () => {
  test("an error in a tick ends the run with it", async () => {
    await expect(
      runVirtual(async () => {
        process.nextTick(() => {
          throw new Error("tick");
        });
        await later(10);
      }),
    ).rejects.toThrow("tick");
  });

  test("ticks get their arguments, and come in order", async () => {
    const lines = await logged((log) => {
      process.nextTick(log, "one");
      process.nextTick(log, "two");
    });
    expect(lines).toEqual(["one at 0", "two at 0"]);
  });
});
