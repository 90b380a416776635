import { describe, expect, test } from "vitest";
import { type Body, type Choice, type Guide, pct, pctcp, random, type SimEvent } from "../../src/index.ts";
import { type Chain, ChainPartition } from "../../src/strategies/chain-partition.ts";
import { observe, observeEach } from "../observe.ts";
import { independentTasks, quick } from "../programs.ts";
import { deviationOf, hits, lostUpdate } from "./hit-rates.ts";

const RUNS = 2000;

/** Many short tasks, never more than two at a time; the bug is in one pair of them. */
const shortTasks: Body = async (sim) => {
  for (let round = 0; round < 6; round++) {
    let value = 0;
    const add = async (): Promise<void> => {
      const seen = await sim.io("read", () => value, { collapse: true });
      await sim.io("write", () => void (value = seen + 1), { collapse: true });
    };
    await sim.all({ [`a${round}`]: add, [`b${round}`]: add });
    if (round === 4 && value !== 2) throw new Error("lost update");
  }
};

/** The calls are all the body's own. */
const overtaken: Body = async (sim) => {
  let shown = "";
  const search = (query: string): Promise<void> =>
    sim.io("search", () => query, { collapse: true }).then((answer) => void (shown = answer));
  await Promise.all([search("a"), search("ab")]);
  if (shown !== "ab") throw new Error(`shows ${shown}`);
};

describe("the guarantee", () => {
  test("is that of PCT where tasks are sequences", async () => {
    const bound = 1 / (2 ** 2 * 3);
    const count = await hits(lostUpdate, pctcp(2, 1), RUNS);
    expect(deviationOf(count, RUNS, bound)).toBeGreaterThan(-4);
    expect(await hits(lostUpdate, pctcp(1, 1), RUNS)).toBe(0);
  });

  test("holds where tasks are many and short", async () => {
    // As each round goes on from the task that ends last, the last event of the other causes nothing.
    const width = 6 + 1;
    const bound = 1 / (width ** 2 * 6 * 3);
    const count = await hits({ name: "short tasks", body: shortTasks }, pctcp(2, 1), RUNS);
    expect(count / RUNS).toBeGreaterThan(10 * bound); // two are enabled at once, and never more
  });

  test("is for calls that one task makes at once, too, whose order PCT leaves alone", async () => {
    const bug = { name: "overtaken", body: overtaken };
    expect(Math.abs(deviationOf(await hits(bug, pctcp(1, 1), RUNS), RUNS, 1 / 2))).toBeLessThan(4);
    expect(await hits(bug, pct(3, 1), RUNS)).toBe(0);
  });
});

/** Walks at random, and writes down the chains of what happens. */
class Partitioning implements Guide {
  readonly chains = new Map<Chain, { creator: number; step: number }[]>();
  readonly #walk: Guide;
  readonly #partition = new ChainPartition();
  #step = 0;

  constructor(seed: number) {
    this.#walk = random(seed).next()!;
  }

  choose(choice: Choice): number {
    for (let index = 0; index < choice.size; index++) this.#partition.chainOf(choice.at(index));
    return this.#walk.choose(choice);
  }

  happens(event: Parameters<NonNullable<Guide["happens"]>>[0]): void {
    this.#partition.happens(event);
    const chain = this.#partition.chainOf(event);
    const { creator } = event as SimEvent;
    this.chains.set(chain, [...(this.chains.get(chain) ?? []), { creator, step: ++this.#step }]);
  }
}

describe("the chains of an execution", () => {
  test("are as many as there are tasks, where these are sequences", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const guide = new Partitioning(seed);
      await observe(independentTasks(3, 4, false), guide);
      expect(guide.chains.size).toBe(3);
    }
  });

  test("are at most w(w+1)/2 for a width of w", async () => {
    for (const { body, options } of [...withoutTimers, { body: shortTasks, options: {} }]) {
      for (const { chains, creators } of await partitions(body, options)) {
        // In a tree of causes, the largest set without order is that of the leaves.
        const inner = new Set(Object.values(creators));
        const width = Object.keys(creators).filter((step) => !inner.has(Number(step))).length;
        expect(chains.length).toBeLessThanOrEqual((width * (width + 1)) / 2);
      }
    }
  });

  test("hold events each of which is caused by the one before", async () => {
    for (const { body, options } of withoutTimers) {
      for (const { chains, creators } of await partitions(body, options)) {
        const causes = (step: number, of: number): boolean =>
          of > 0 && (of === step || causes(step, creators[of] ?? 0));
        for (const chain of chains) {
          for (const [i, { creator }] of chain.entries()) {
            if (i > 0) expect(causes(chain[i - 1]!.step, creator)).toBe(true);
          }
        }
      }
    }
  });

  // What creates a timer is not known.
  // An event that another one excludes has a chain of its own as well, and is not among those that happen.
  const withoutTimers = quick.filter(({ name }) => !/time|interval|idle|retry|cancel|loop|pick|charge|fail/.test(name));

  async function partitions(body: Body, options: Parameters<typeof observe>[2]) {
    const all = [];
    for (let seed = 1; seed <= 10; seed++) {
      const guide = new Partitioning(seed);
      await observe(body, guide, options);
      const chains = [...guide.chains.values()];
      const creators = Object.fromEntries(chains.flat().map(({ step, creator }) => [step, creator]));
      all.push({ chains, creators });
    }
    return all;
  }
});

test("timers come in one order, whatever the priorities", async () => {
  const body: Body = async (sim) => {
    const order: number[] = [];
    await Promise.all([20, 10, 30].map((ms) => sim.sleep(ms).then(() => order.push(ms))));
    if (order.join() !== "10,20,30") throw new Error("out of order");
  };
  for (const { failure } of await observeEach(body, pctcp(3, 1), { maxExecutions: 50 })) {
    expect(failure).toBeUndefined();
  }
});
