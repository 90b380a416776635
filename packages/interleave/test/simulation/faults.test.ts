import { describe, expect, test } from "vitest";
import {
  type Body,
  DeadlockError,
  exhaustive,
  explore,
  type ExploreOptions,
  failed,
  FaultOptionError,
  type IoOptions,
  outcomes,
  outcomesOf,
  replay,
  type StrategyName,
} from "../../src/index.ts";
import { failingOrder, logs, observeEach } from "../observe.ts";

const all = { strategy: "exhaustive" } as const;
const declared = { ...all, footprints: "declared" } as const satisfies ExploreOptions;
const down = new Error("down");

/** What the caller gets, and whether the effect has happened. */
const call = (options: IoOptions): Body => {
  return async (sim) => {
    let saved = false;
    const answer = await sim
      .io("save", () => ((saved = true), "saved"), { collapse: true, ...options })
      .catch((error: unknown) => String(error));
    return `${answer} ${saved}`;
  };
};

describe("a call that may be rejected", () => {
  test("loses its request, or the response to it", async () => {
    expect(await outcomesOf(call({ mayReject: down }), all)).toEqual(
      outcomes("saved true", "Error: down false", "Error: down true"),
    );
  });

  test("loses only what is said", async () => {
    expect(await outcomesOf(call({ mayReject: down, lost: "request" }), all)).toEqual(
      outcomes("saved true", "Error: down false"),
    );
    expect(await outcomesOf(call({ mayReject: down, lost: "response" }), all)).toEqual(
      outcomes("saved true", "Error: down true"),
    );
  });

  test("is rejected with each error of a list, or with what a function makes", async () => {
    const mayReject = [new RangeError("a"), new TypeError("b")];
    expect(await outcomesOf(call({ mayReject, lost: "request" }), all)).toEqual(
      outcomes("saved true", "RangeError: a false", "TypeError: b false"),
    );
    expect(await outcomesOf(call({ mayReject: () => "made", lost: "request" }), all)).toEqual(
      outcomes("saved true", "made false"),
    );
  });

  test("has two moments as any call: what is lost, and when the caller hears of it", async () => {
    const report = await explore(
      async (sim) => {
        const failing = sim.io("a", () => {}, { mayReject: down, lost: "request" }).catch(() => {});
        await Promise.all([failing, sim.io("b", () => {}, { collapse: true })]);
      },
      { ...all },
    );
    expect(report.statistics.executions).toBe(6); // b comes before, between or after the two moments, failed or not
  });

  test("fails in no order unless it deviates for that", async () => {
    const every = await observeEach(call({ mayReject: down, mayHang: false }), exhaustive());
    expect(every.map(({ deviations }) => deviations.length)).toEqual([0, 1, 1]);
  });

  test.each<[unknown, RegExp]>([
    [{ mayReject: [] }, /"mayReject" of "save" must be an error, a list of one or more/],
    [{ mayReject: 503 }, /"mayReject" of "save" .* and is 503/],
    [{ mayReject: down, lost: "both" }, /"lost" of "save" must be "request", "response" or "either"/],
  ])("says so if it can't be understood: %j", async (options, message) => {
    const failure = await failingOrder((sim) => sim.io("save", () => {}, options as IoOptions));
    expect(failure.error).toBeInstanceOf(FaultOptionError);
    expect((failure.error as Error).message).toMatch(message);
  });
});

describe("an injected error", () => {
  const pass: Body = (sim) => sim.io("save", () => {}, { mayReject: down });

  test("that the body lets pass is no failure, bare or as the cause of another", async () => {
    await explore(pass, all);
    await explore(
      (sim) =>
        sim
          .io("save", () => {}, { mayReject: down })
          .catch((cause: unknown) => {
            throw new Error("not saved", { cause });
          }),
      all,
    );
  });

  test("that leads to another error is one", async () => {
    const body: Body = async (sim) => {
      let balance = 100;
      await sim.io("withdraw", () => void (balance -= 10), { mayReject: down }).catch(() => {});
      if (balance !== 90) throw new Error(`${balance} are left`);
    };
    const { error, trace } = await failingOrder(body);
    expect(error).toMatchObject({ message: "100 are left" });
    expect(trace.map(({ kind, detail }) => `${kind} ${detail}`)).toEqual([
      "fault fails, its request lost",
      "respond ✗ Error: down",
    ]);
  });

  test("that nobody handles is a failure", async () => {
    const body: Body = async (sim) => {
      void sim.io("save", () => {}, { mayReject: down });
      await sim.idle();
    };
    expect(await outcomesOf(body, all)).toEqual(outcomes(undefined, failed("unhandled rejection")));
  });

  test("is shown in the columns, and replayed from a schedule that says how many there may be", async () => {
    const body: Body = async (sim) => {
      await sim.io("save", () => {}, { mayReject: down, collapse: true }).catch(() => sim.mark("lost"));
      if (sim.history.named("lost").length > 0) throw new Error("not saved");
    };
    const { schedule } = await failingOrder(body);
    expect(schedule).toMatch(/^h1-rf1-1\+0\.0f0:...-/);
    await expect(replay(body, schedule)).rejects.toThrow(/✗ injected: save fails, its request lost/);
    await expect(replay(body, schedule, { maxFaults: 2 })).rejects.toThrow(/recorded under "rf1"/);
  });
});

describe("a call that may hang", () => {
  test("leaves a body without a timeout in a deadlock that names it", async () => {
    const { kind, error } = await failingOrder((sim) =>
      sim.all({ alice: () => sim.io("fetch", () => {}, { mayHang: true, latency: [5, 10] }) }),
    );
    expect(kind).toBe("deadlock");
    expect(error).toBeInstanceOf(DeadlockError);
    expect(error).toMatchObject({ hung: ["fetch of alice"] });
    expect(String(error)).toMatch(/No response ever comes to fetch of alice, as mayHang allows: .* no timeout/);
  });

  test("is survived by code that has one", async () => {
    const body: Body = async (sim) => {
      const late = sim.sleep(1000).then(() => "late");
      return Promise.race([sim.io("fetch", () => "answer", { mayHang: true, latency: [0, 10] }), late]);
    };
    expect(await outcomesOf(body, all)).toEqual(outcomes("answer", "late"));
  });

  test("lets the next one pass, on a connection in order", async () => {
    const found = await logs(async (sim, log) => {
      const send = (name: string, mayHang: boolean): Promise<unknown> =>
        sim.io(name, () => log.push(name), { order: "fifo", channel: "c", collapse: true, mayHang });
      void send("first", true);
      await send("second", false);
    });
    expect(found).toEqual(["first second", "second"]);
  });
});

describe("at most so many faults come in one execution:", () => {
  const twice: Body = async (sim) => {
    const log: string[] = [];
    for (const name of ["a", "b", "c"]) {
      const options = { mayReject: down, lost: "request", collapse: true } as const;
      await sim.io(name, () => log.push(name), options).catch(() => log.push("✗"));
    }
    return log.join("");
  };
  const one = ["abc", "✗bc", "a✗c", "ab✗"];

  test("one by default", async () => {
    expect(await outcomesOf(twice, all)).toEqual(outcomes(...one));
  });

  test("none, or more, where that is said", async () => {
    expect(await outcomesOf(twice, { ...all, maxFaults: 0 })).toEqual(outcomes("abc"));
    const two = [...one, "✗✗c", "✗b✗", "a✗✗"];
    expect(await outcomesOf(twice, { ...all, maxFaults: 2 })).toEqual(outcomes(...two));
    expect(await outcomesOf(twice, { ...all, maxFaults: 9 })).toEqual(outcomes(...two, "✗✗✗"));
  });

  test("also where footprints are declared, and none twice", async () => {
    for (const [maxFaults, executions] of [
      [1, 4],
      [2, 7],
      [3, 8],
    ] as const) {
      const { statistics, coverage } = await explore(twice, { ...declared, maxFaults });
      expect(coverage).toEqual({ kind: "complete", upTo: "declared footprints" });
      expect(statistics).toMatchObject({ executions, redundant: 0 });
    }
  });

  test.each<StrategyName>(["portfolio", "deviations", "random", "pct", "pctcp", "pos", "urw", "surw"])(
    "and the strategy %s finds them",
    async (strategy) => {
      expect(await outcomesOf(twice, { strategy, maxExecutions: 300 })).toEqual(outcomes(...one));
    },
  );

  test("an option that is no number is refused", async () => {
    await expect(explore(twice, { maxFaults: -1 })).rejects.toThrow(/"maxFaults" must be a number, 0 or more/);
  });
});

test("faults shift no other choice: with none injected, all orders are those without the option", async () => {
  const body = (options: IoOptions): Body => {
    return (sim) =>
      sim.all({ a: () => sim.io("x", () => {}, options).catch(() => {}), b: () => sim.io("y", () => {}) });
  };
  const without = await observeEach(body({}), exhaustive());
  const faulty = await observeEach(body({ mayReject: down, mayHang: false }), exhaustive());
  const spared = faulty.filter(({ entries }) => entries.every(({ kind }) => kind !== "fault"));
  expect(new Set(spared.map(({ trace }) => trace.join()))).toEqual(new Set(without.map(({ trace }) => trace.join())));
});

describe("a service", () => {
  class Shop {
    readonly sold: string[] = [];
    async look(): Promise<number> {
      return this.sold.length;
    }
    async buy(what: string): Promise<string> {
      this.sold.push(what);
      return what;
    }
  }
  const buying = (options: object): Body => {
    return async (sim) => {
      const shop = sim.service("shop", new Shop(), { collapse: true, lost: "request", ...options });
      const looked = await shop.look().catch(() => "✗");
      const bought = await shop.buy("tea").catch(() => "✗");
      return `${looked} ${bought}`;
    };
  };

  test("may fail in all its methods, or in some", async () => {
    expect(await outcomesOf(buying({ mayReject: down }), all)).toEqual(outcomes("0 tea", "✗ tea", "0 ✗"));
    expect(await outcomesOf(buying({ mayReject: { buy: down } }), all)).toEqual(outcomes("0 tea", "0 ✗"));
  });

  test("may hang in all its methods, or in some", async () => {
    const { hung } = (await failingOrder(buying({ mayHang: ["buy"] }))).error as DeadlockError;
    expect(hung).toEqual(["shop.buy of body"]);
    expect(await outcomesOf(buying({ mayHang: true }), all)).toEqual(outcomes("0 tea", failed("deadlock")));
  });
});
