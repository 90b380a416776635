import { createTask, Future, getRunningLoop, sleep } from "@heddle/loop-core";
import { describe, expect, test } from "vitest";
import { type Body, explore, type ExploreOptions, OptionError, outcomes, outcomesOf, replay } from "../src/index.ts";
import { failingOrder, logs, observe } from "./observe.ts";
import { firstInFirstOut } from "../src/strategies/strategy.ts";

const all = { strategy: "exhaustive" } as const satisfies ExploreOptions;
const atOnce = { collapse: true } as const;

describe('the model "tasks"', () => {
  const tasks = { ...all, model: "tasks" } as const;
  /** Two tasks of the loop, each of `steps` steps. */
  const steps = (count: number): Body => {
    return async () => {
      const log: string[] = [];
      const work = (name: string) => async (): Promise<void> => {
        for (let step = 1; step <= count; step++) {
          log.push(name);
          await sleep(0);
        }
      };
      await Promise.all([Promise.resolve(createTask(work("a"))), Promise.resolve(createTask(work("b")))]);
      return log.join("");
    };
  };

  test("lets any callback that is ready run next, and the default takes them first in, first out", async () => {
    expect(await outcomesOf(steps(1), all)).toEqual(outcomes("ab"));
    expect(await outcomesOf(steps(1), tasks)).toEqual(outcomes("ab", "ba"));
    expect(await outcomesOf(steps(2), all)).toEqual(outcomes("abab"));
    const found = await outcomesOf(steps(2), { ...tasks, maxExecutions: 20_000 });
    expect(found).toEqual(outcomes("abab", "abba", "aabb", "baba", "baab", "bbaa"));
    expect(found.coverage).toEqual({ kind: "complete" });
    expect(found.outcomes[0]?.value).toBe("abab");
  });

  test("is about callSoon, callbacks of futures and setImmediate too", async () => {
    const found = await logs(async (_sim, log) => {
      const loop = getRunningLoop();
      const future = new Future<void>();
      future.addDoneCallback(() => log.push("future"));
      future.setResult();
      loop.callSoon(() => log.push("soon"));
      await new Promise<void>((resolve) => {
        setImmediate(() => {
          log.push("immediate");
          resolve();
        });
      });
    }, tasks);
    expect(found).toContain("future soon immediate");
    expect(found).toContain("immediate");
    expect(found).toContain("soon future immediate");
  });

  test("keeps what native promises queue in the order of the language", async () => {
    const found = await logs(async (_sim, log) => {
      await Promise.all(["a", "b"].map((name) => Promise.resolve().then(() => log.push(name))));
    }, tasks);
    expect(found).toEqual(["a b"]);
  });

  test("never runs a callback that is cancelled before its turn", async () => {
    const found = await logs(async (sim, log) => {
      const loop = getRunningLoop();
      const second = loop.callSoon(() => log.push("second"));
      loop.callSoon(() => {
        log.push("first");
        second.cancel();
      });
      await sim.idle();
    }, tasks);
    expect(found).toEqual(["first", "second first"]);
  });

  test("lets the world go on, but no time pass, while a callback is ready", async () => {
    const body: Body = async (sim) => {
      const log: string[] = [];
      const soon = new Promise<void>((resolve) => {
        getRunningLoop().callSoon(() => {
          log.push("soon");
          resolve();
        });
      });
      await Promise.all([soon, sim.sleep(1).then(() => log.push("timer")), sim.io("x", () => log.push("io"), atOnce)]);
      return log.join(" ");
    };
    expect(await outcomesOf(body, tasks)).toEqual(outcomes("soon io timer", "soon timer io", "io soon timer"));
  });

  test("marks its schedules, and replays them", async () => {
    const body: Body = async (sim) => {
      const order = await steps(1)(sim);
      if (order === "ba") throw new Error("b before a");
    };
    const { schedule } = await failingOrder(body, { model: "tasks" });
    expect(schedule).toMatch(/^h1-t-/);
    await expect(replay(body, schedule, { model: "tasks" })).rejects.toThrow("b before a");
    await expect(replay(body, schedule)).rejects.toThrow(/recorded under "t" .* are "r"/);
  });

  test("is refused where footprints are declared", async () => {
    const options = { footprints: "declared", model: "tasks" } as const;
    await expect(explore(() => {}, options)).rejects.toThrow(OptionError);
    await expect(explore(() => {}, { model: "any" } as never)).rejects.toThrow(/"realistic" or "tasks"/);
  });
});

describe("timers that are late", () => {
  const late = { ...all, timers: "late" } as const;

  /** A timer before the window of a call opens. */
  const timerThenAnswer: Body = async (sim) => {
    const log: string[] = [];
    await Promise.all([
      sim.sleep(3).then(() => log.push(`timer ${sim.now()}`)),
      sim.io("x", () => {}, { latency: [5, 10], ...atOnce }).then(() => log.push(`io ${sim.now()}`)),
    ]);
    return log.join(", ");
  };

  test("fire after what the world does meanwhile, and never before their deadlines", async () => {
    expect(await outcomesOf(timerThenAnswer, all)).toEqual(outcomes("timer 3, io 5"));
    expect(await outcomesOf(timerThenAnswer, late)).toEqual(
      outcomes("timer 3, io 5", "io 5, timer 5", "timer 5, io 5"),
    );
  });

  test("fire in the order of their deadlines", async () => {
    const body: Body = async (sim) => {
      const log: string[] = [];
      const timer = (ms: number): Promise<unknown> => sim.sleep(ms).then(() => log.push(`${ms} at ${sim.now()}`));
      await Promise.all([timer(1), timer(2), timer(4)]);
      return log.join(", ");
    };
    expect(await outcomesOf(body, late)).toEqual(
      outcomes(
        "1 at 1, 2 at 2, 4 at 4",
        "1 at 1, 2 at 4, 4 at 4",
        "1 at 2, 2 at 2, 4 at 4",
        "1 at 2, 2 at 4, 4 at 4",
        "1 at 4, 2 at 4, 4 at 4",
      ),
    );
  });

  test("set the timers that follow them later, too", async () => {
    const body: Body = async (sim) => {
      const log: string[] = [];
      await Promise.all([
        sim.sleep(3).then(() => sim.sleep(2).then(() => log.push("3 + 2"))),
        sim.sleep(4),
        sim.sleep(5.5).then(() => log.push("5.5")),
      ]);
      return log.join(", ");
    };
    expect(await outcomesOf(body, all)).toEqual(outcomes("3 + 2, 5.5"));
    expect(await outcomesOf(body, late)).toEqual(outcomes("3 + 2, 5.5", "5.5, 3 + 2"));
  });

  test("never let a response come after its window has closed", async () => {
    const found = await outcomesOf(timerThenAnswer, late);
    for (const { value } of found.outcomes) expect(Number(/io (\d+)/.exec(String(value))?.[1])).toBeLessThanOrEqual(10);
    const body: Body = async (sim) => {
      const log: string[] = [];
      await Promise.all([
        sim.sleep(3),
        sim.sleep(20).then(() => log.push("timer")),
        sim.io("x", () => {}, { latency: [0, 10] }).then(() => log.push("io")),
      ]);
      return log.join(", ");
    };
    expect(await outcomesOf(body, late)).toEqual(outcomes("io, timer"));
  });

  test("mark their schedules, which are replayed", async () => {
    const body: Body = async (sim) => {
      if (String(await timerThenAnswer(sim)).startsWith("io")) throw new Error("too late");
    };
    const { schedule, trace } = await failingOrder(body, { timers: "late" });
    expect(schedule).toMatch(/^h1-rl-1\+l\.0:/);
    expect(trace[0]).toMatchObject({ kind: "late", identity: "l.0", owner: "time" });
    await expect(replay(body, schedule, { timers: "late" })).rejects.toThrow("too late");
  });

  test("are on time in default order", async () => {
    const onTime = await observe(timerThenAnswer, firstInFirstOut);
    const mayBeLate = await observe(timerThenAnswer, firstInFirstOut, { timers: "late" });
    expect(mayBeLate.trace).toEqual(onTime.trace);
  });

  test("are refused where footprints are declared", async () => {
    await expect(explore(() => {}, { footprints: "declared", timers: "late" })).rejects.toThrow(/"on time"/);
    await expect(explore(() => {}, { timers: "early" } as never)).rejects.toThrow(/"on time" or "late"/);
  });
});

describe("at one and the same moment, a response and a timer come in both orders,", () => {
  const tie = (timerFirst: boolean, latency: readonly [number, number]): Body => {
    return async (sim) => {
      const timer = (): Promise<string> => sim.sleep(5).then(() => `timer ${sim.now()}`);
      const call = (): Promise<string> => sim.io("x", () => {}, { latency }).then(() => `io ${sim.now()}`);
      return Promise.race(timerFirst ? [timer(), call()] : [call(), timer()]);
    };
  };

  test.each([true, false])("the timer set first: %s", async (timerFirst) => {
    for (const options of [all, { ...all, footprints: "declared" }] as const) {
      expect(await outcomesOf(tie(timerFirst, [5, 5]), options)).toEqual(outcomes("timer 5", "io 5"));
      expect(await outcomesOf(tie(timerFirst, [0, 5]), options)).toEqual(outcomes("timer 5", "io 0"));
    }
  });
});
