import { describe, expect, test } from "vitest";
import { type Body, type Simulation, type Strategy, random, surw, urw } from "../../src/index.ts";
import { observeEach } from "../observe.ts";
import { deviationOf } from "./hit-rates.ts";

const RUNS = 3600;

/** Which interesting events happened in which order, and how often each order: marks, as letters. */
async function ordersOf(body: Body, strategy: Strategy, starts: "in order" | "as events" = "in order") {
  const orders = new Map<string, number>();
  for (const { marks } of await observeEach(body, strategy, { starts, maxExecutions: RUNS, recorded: false })) {
    const order = marks.map(({ name }) => name).join("");
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  return orders;
}

/** Pearson's statistic against equal frequencies, as standard deviations from what is expected of it. */
function unevenness(orders: ReadonlyMap<string, number>): number {
  const expected = RUNS / orders.size;
  const square = [...orders.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = orders.size - 1;
  return (square - freedom) / Math.sqrt(2 * freedom);
}

const touch = (sim: Simulation, name: string): Promise<void> =>
  sim.io(name, () => sim.mark(name), { collapse: true, touches: ["x"] });

const noise = async (sim: Simulation, key: string, count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await sim.io("noise", () => {}, { collapse: true, touches: [key] });
};

/** Two tasks, with two touches each of what they share; one of them also has much else to do. */
const besideNoise: Body = async (sim) => {
  await sim.all({
    busy: async () => {
      await noise(sim, "own", 6);
      await touch(sim, "a");
      await noise(sim, "own", 6);
      await touch(sim, "a");
    },
    idle: async () => {
      await touch(sim, "b");
      await touch(sim, "b");
    },
  });
};

/** A task that starts another on its way, and a third: 6 orders of the first two, and the third at 6 places in each. */
const nested: Body = async (sim) => {
  await sim.all({
    parent: async () => {
      await touch(sim, "p");
      const child = sim.spawn("child", async () => {
        await touch(sim, "c");
        await touch(sim, "c");
      });
      await touch(sim, "p");
      await touch(sim, "p");
      await child;
    },
    third: () => touch(sim, "t"),
  });
};

const uneven: Body = async (sim) => {
  await sim.all({
    short: () => touch(sim, "s"),
    long: async () => {
      for (let i = 0; i < 5; i++) await touch(sim, "l");
    },
  });
};

describe("URW", () => {
  test("makes all interleavings equally likely", async () => {
    const orders = await ordersOf(uneven, urw(1));
    expect(orders.size).toBe(6);
    expect(unevenness(orders)).toBeLessThan(4);
  });

  test("counts the events of tasks that are not started yet", async () => {
    const orders = await ordersOf(nested, urw(1));
    expect(orders.size).toBe(36);
    expect(unevenness(orders)).toBeLessThan(4);
  });

  test("does so when starts are events, too", async () => {
    // 2 events and 6: 28 interleavings. Where `s` comes after i of `l`, its start has i + 2 places; 3 if i is 0.
    const orders = await ordersOf(uneven, urw(1), "as events");
    const places = { slllll: 3, lsllll: 3, llslll: 4, lllsll: 5, llllsl: 6, llllls: 7 };
    for (const [order, count] of Object.entries(places)) {
      expect(Math.abs(deviationOf(orders.get(order)!, RUNS, count / 28))).toBeLessThan(4);
    }
  });

  test("a random walk does not", async () => {
    expect(unevenness(await ordersOf(uneven, random(1)))).toBeGreaterThan(100);
    expect(unevenness(await ordersOf(nested, random(1)))).toBeGreaterThan(100);
  });
});

describe("SURW", () => {
  test("makes all interleavings of the interesting events equally likely, whatever else happens", async () => {
    const orders = await ordersOf(besideNoise, surw(1));
    expect(orders.size).toBe(6);
    expect(unevenness(orders)).toBeLessThan(4);
  });

  test("where URW favours those in which the busy task comes late", async () => {
    expect(unevenness(await ordersOf(besideNoise, urw(1)))).toBeGreaterThan(100);
  });

  test("hands over to a task that is started on the way", async () => {
    const orders = await ordersOf(nested, surw(1));
    expect(orders.size).toBe(36);
    expect(unevenness(orders)).toBeLessThan(4);
  });

  test("is URW where nothing is declared", async () => {
    const undeclared: Body = async (sim) => {
      const call = (name: string): Promise<void> => sim.io(name, () => sim.mark(name), { collapse: true });
      await sim.all({
        short: () => call("s"),
        long: async () => {
          for (let i = 0; i < 5; i++) await call("l");
        },
      });
    };
    const orders = await ordersOf(undeclared, surw(1));
    expect(orders.size).toBe(6);
    expect(unevenness(orders)).toBeLessThan(4);
  });

  test("goes on where the task that shall be next waits for another", async () => {
    const waiting: Body = async (sim) => {
      let open: () => void = () => {};
      const opened = new Promise<void>((resolve) => (open = resolve));
      await sim.all({
        waits: async () => {
          await touch(sim, "w");
          await opened;
          await touch(sim, "w");
        },
        opens: async () => {
          await touch(sim, "o");
          open();
          await touch(sim, "o");
        },
      });
    };
    const orders = await ordersOf(waiting, surw(1));
    expect([...orders.keys()].toSorted()).toEqual(["ooww", "owow", "owwo", "woow", "wowo"]); // not wwoo
  });
});
