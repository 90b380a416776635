import { describe, expect, test } from "vitest";
import {
  type Body,
  exhaustive,
  explore,
  type ExploreOptions,
  outcomes,
  outcomesOf,
  PickError,
  replay,
  type Simulation,
  type StrategyName,
} from "../../src/index.ts";
import { failingOrder, observeEach } from "../observe.ts";

const atOnce = { collapse: true } as const;
const declared = { footprints: "declared", strategy: "exhaustive" } as const satisfies ExploreOptions;

describe("a pick", () => {
  const body: Body = (sim) => sim.pick("size", [1, 2, 3]);

  test("takes each of its values once, the first in default order", async () => {
    const found = await outcomesOf(body, { strategy: "exhaustive" });
    expect(found).toEqual(outcomes(1, 2, 3));
    expect(found.outcomes[0]?.value).toBe(1);
    expect(found.statistics.executions).toBe(3);
    expect(found.coverage).toEqual({ kind: "complete" });
  });

  test.each<StrategyName>(["portfolio", "deviations", "random", "pct", "pctcp", "pos", "urw", "surw"])(
    "takes all of them under the strategy %s",
    async (strategy) => {
      expect(await outcomesOf(body, { strategy, maxExecutions: 60 })).toEqual(outcomes(1, 2, 3));
    },
  );

  test("costs one deviation for each value that is not the first", async () => {
    const all = await observeEach(body, exhaustive());
    expect(all.map(({ deviations }) => deviations.length)).toEqual([0, 1, 1]);
  });

  test("adds no orders of other events: nothing happens while it is open", async () => {
    const report = await explore(
      (sim) =>
        sim.all({
          a: async () => {
            await sim.io("x", () => {}, atOnce);
            await sim.pick("size", [1, 2]);
          },
          b: () => sim.io("y", () => {}, atOnce),
        }),
      { strategy: "exhaustive", starts: "in order" },
    );
    expect(report.statistics.executions).toBe(4); // two orders, two values
  });

  test("comes after another one that was opened before it in the same step", async () => {
    const found = await outcomesOf(
      (sim) => {
        const order: string[] = [];
        const pick = (name: string): Promise<unknown> =>
          sim.pick(name, ["a", "b"]).then((value) => order.push(name + value));
        return Promise.all([pick("1"), pick("2")]).then(() => order.join());
      },
      { strategy: "exhaustive" },
    );
    expect(found).toEqual(outcomes("1a,2a", "1a,2b", "1b,2a", "1b,2b"));
  });

  test.each<[string, Body]>([
    ["an I/O effect", (sim) => sim.io("read", () => sim.pick("row", [1, 2]))],
    ["a stimulus", (sim) => sim.stimulus("click", () => sim.pick("button", [1, 2]))],
    ["a timer", (sim) => sim.sleep(5).then(() => sim.pick("late", [1, 2]))],
    ["a task", async (sim) => (await sim.all({ a: () => sim.pick("x", [1, 2]) })).a],
  ])("may be made in %s", async (_where, within) => {
    expect(await outcomesOf(within, { strategy: "exhaustive" })).toEqual(outcomes(1, 2));
    expect(await outcomesOf(within, declared)).toEqual(outcomes(1, 2));
  });

  test("may be made in setup", async () => {
    let flag = 0;
    const setup = async (sim: Simulation): Promise<void> => {
      flag = await sim.pick("flag", [1, 2]);
    };
    expect(await outcomesOf(() => flag, { setup, strategy: "exhaustive" })).toEqual(outcomes(1, 2));
  });

  test("of a single value is no choice, and no event", async () => {
    const [only, ...more] = await observeEach((sim) => sim.pick("only", ["it"]), exhaustive());
    expect(more).toEqual([]);
    expect(only).toMatchObject({ steps: 0, failure: undefined });
  });

  test("of nothing is an error that names it", async () => {
    const failure = await failingOrder((sim) => sim.pick("sizes", []));
    expect(failure.error).toBeInstanceOf(PickError);
    expect(failure.error).toMatchObject({ pick: "sizes" });
    expect(String(failure.error)).toMatch(/got an empty list/);
    const wrong = await failingOrder((sim) => sim.pick("sizes", 3 as unknown as number[]));
    expect(String(wrong.error)).toMatch(/got number/);
  });
});

describe("a failure that needs a value", () => {
  const body: Body = async (sim) => {
    const size = await sim.pick("size", [1, 2, 3]);
    await sim.io("send", () => {}, atOnce);
    if (size === 3) throw new Error("too large");
  };

  test("names it in the report, and is replayed", async () => {
    const failure = await failingOrder(body);
    expect(failure.trace.map(({ kind, detail }) => `${kind} ${detail}`)).toEqual(["pick = 3", "io undefined"]);
    expect(failure.schedule).toMatch(/^h1-r-1\+0\.2:...-/);
    await expect(replay(body, failure.schedule)).rejects.toThrow(/pick size = 3/);
  });

  test("is not taken for another one when the values have changed places", async () => {
    const { schedule } = await failingOrder(body);
    const other: Body = async (sim) => void (await sim.pick("size", [1, 3, 2]));
    await expect(replay(other, schedule)).rejects.toThrow(/event 0\.2 is now the pick of "size"/);
  });

  test("is made as small as it can be: other picks keep their first value", async () => {
    const failure = await failingOrder(async (sim) => {
      await sim.pick("color", ["red", "blue"]);
      const size = await sim.pick("size", [1, 2]);
      await sim.pick("name", ["a", "b"]);
      if (size === 2) throw new Error("too large");
    });
    expect(failure.trace.map(({ detail }) => detail)).toEqual(['= "red"', "= 2", '= "a"']);
  });
});

describe("where footprints are declared", () => {
  test("each set of equivalent orders comes with each value, and none twice", async () => {
    const body: Body = async (sim) => {
      const cells = sim.shared({ x: 0, y: 0 });
      const task = (cell: "x" | "y") => async (): Promise<void> => {
        const step = await sim.pick("step", [1, 2, 3]);
        await sim.io("add", () => void (cells[cell] = cells[cell] * 2 + step), atOnce);
      };
      await sim.all({ a: task("x"), b: task("x"), c: task("y") });
    };
    const report = await explore(body, { ...declared, starts: "in order" });
    expect(report.coverage).toEqual({ kind: "complete", upTo: "declared footprints" });
    expect(report.statistics).toMatchObject({ executions: 2 * 3 ** 3, redundant: 0 });
  });

  test("a pick that only some orders come to is found", async () => {
    const body: Body = async (sim) => {
      const cell = sim.shared({ full: false, log: "" });
      await sim.all({
        writer: () => sim.io("fill", () => void (cell.full = true), atOnce),
        reader: async () => {
          if (await sim.io("look", () => cell.full, atOnce)) cell.log += await sim.pick("what", ["a", "b"]);
        },
      });
      return cell.log;
    };
    expect(await outcomesOf(body, declared)).toEqual(outcomes("", "a", "b"));
  });
});

test("the jugs of 3 and 5: six moves bring 4, and five do not", async () => {
  type Jugs = readonly [small: number, big: number];
  const moves = ([small, big]: Jugs): Jugs[] => {
    const toBig = Math.min(small, 5 - big);
    const toSmall = Math.min(big, 3 - small);
    const emptied: Jugs[] = [
      [0, big],
      [small, 0],
    ];
    const poured: Jugs[] = [
      [small - toBig, big + toBig],
      [small + toSmall, big - toSmall],
    ];
    return [[3, big], [small, 5], ...emptied, ...poured];
  };
  const within = (steps: number): Body => {
    return async (sim) => {
      let jugs: Jugs = [0, 0];
      const seen = new Set([jugs.join()]); // those that were before: one of them again would be a detour
      for (let step = 0; step < steps && jugs[1] !== 4; step++) {
        const fresh = moves(jugs).filter((next) => !seen.has(next.join()));
        if (fresh.length === 0) return;
        jugs = await sim.pick("move", fresh);
        seen.add(jugs.join());
      }
      if (jugs[1] === 4) throw new Error([...seen].join(" → "));
    };
  };
  expect((await explore(within(5), { strategy: "exhaustive" })).coverage).toEqual({ kind: "complete" });
  const failure = await failingOrder(within(6), { strategy: "exhaustive" });
  expect(failure.error).toMatchObject({ message: "0,0 → 0,5 → 3,2 → 0,2 → 2,0 → 2,5 → 3,4" });
});
