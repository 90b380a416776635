import { describe, expect, test } from "vitest";
import { type Body, exhaustive, explore, type ExploreOptions, random, type Strategy } from "../../src/index.ts";
import { failingOrder, failureOf, observeEach, type Observed } from "../observe.ts";
import { failing, independentTasks, lostUpdate, type Program } from "../programs.ts";

/** Counts, from the outside, how often a task is left although it could have gone on. */
function counting(strategy: Strategy, counts: number[]): Strategy {
  let count = 0;
  return {
    ...strategy,
    name: strategy.name,
    next: () => {
      const guide = strategy.next();
      count = 0;
      return (
        guide && {
          choose: (choice) => {
            const index = guide.choose(choice);
            const owners = Array.from({ length: choice.size }, (_, i) => choice.ownerAt(i));
            if (choice.step > 1 && owners.includes(choice.lastOwner) && owners[index] !== choice.lastOwner) count++;
            return index;
          },
        }
      );
    },
    learn: (explored) => {
      counts.push(count);
      strategy.learn(explored);
    },
    coverage: () => strategy.coverage(),
  };
}

/** Every schedule, by brute force, and the fewest preemptions of those that fail in this way. */
async function fewest({ body, options }: Program, failure: string): Promise<number> {
  const counts: number[] = [];
  const all = await observeEach(body, counting(exhaustive(), counts), options);
  all.forEach(({ preemptions }, i) => expect(preemptions).toBe(counts[i]));
  return Math.min(...all.filter((one) => failureOf(one)?.startsWith(failure)).map(({ preemptions }) => preemptions));
}

/** Two of three tasks have a conflict, and something must come between twice. */
const needsTwo: Program = {
  name: "a race that needs two preemptions",
  body: async (sim) => {
    let step = 0;
    await sim.all({
      alice: async () => {
        await sim.io("a", () => void (step === 0 && (step = 1)), { collapse: true });
        await sim.io("b", () => void (step === 2 && (step = 3)), { collapse: true });
        await sim.io("c", () => {}, { collapse: true });
      },
      bob: async () => {
        await sim.io("d", () => void (step === 1 && (step = 2)), { collapse: true });
        await sim.io("e", () => void (step === 3 && (step = 4)), { collapse: true });
      },
    });
    if (step === 4) throw new Error("four steps");
  },
  options: { starts: "in order" },
  schedules: 10,
  fails: { kind: "error", says: /^four steps$/ },
};

describe("the reported order has the fewest preemptions of all that fail alike", () => {
  test.each([...failing, needsTwo])("$name", async (program) => {
    const { preemptions, proven, trace, kind, error } = await failingOrder(program.body, program.options);
    expect(preemptions).toBe(await fewest(program, `${kind}: ${error instanceof Error ? error.name : ""}`));
    expect(proven).toBe(true);
    expect(trace.filter(({ preempts }) => preempts)).toHaveLength(preemptions!);
  });

  test("two, where two are needed, and the text says that no order with fewer fails", async () => {
    expect(await failingOrder(needsTwo.body, needsTwo.options)).toMatchObject({ preemptions: 2, proven: true });
    await expect(explore(needsTwo.body, needsTwo.options)).rejects.toThrow(
      /2 preemptions; no order with fewer fails\):/,
    );
  });

  test("however the failure was found", async () => {
    const found = await Promise.all(
      ["exhaustive", "deviations", "random"].map((strategy) =>
        failingOrder(needsTwo.body, { ...needsTwo.options, strategy: strategy as "random" }),
      ),
    );
    expect(found.map(({ preemptions }) => preemptions)).toEqual([2, 2, 2]);
  });
});

describe("what counts as leaving a task", () => {
  test("the first step leaves nobody", async () => {
    // The body has a call of its own in flight when the task begins.
    const order = await failingOrder(async (sim) => {
      let started = false;
      const work = sim.spawn("worker", () => void (started = true));
      await sim.io("own", () => {
        if (started) throw new Error("the worker came first");
      });
      await work;
    });
    expect(order.trace.filter(({ preempts }) => preempts)).toHaveLength(order.preemptions!);
  });
});

describe("what can't be proven is not called proven", () => {
  const needle: Body = async (sim) => {
    const big = independentTasks(5, 6, true)(sim);
    let clicked = false;
    void sim.stimulus("click", () => void (clicked = true));
    await big;
    if (clicked) throw new Error("clicked before the end");
  };
  const limits: ExploreOptions = { maxExecutions: 300 };

  test("a large program is made smaller, at least", async () => {
    const strategy = random(3);
    const { proven, preemptions, foundAfter } = await failingOrder(needle, { ...limits, strategy });
    expect(foundAfter).toBeLessThanOrEqual(300);
    if (preemptions === undefined) expect(proven).toBe(false);
  });

  test("an order that was not minimised claims nothing", async () => {
    const order = await failingOrder(lostUpdate.body, { minimise: false, strategy: "random" });
    expect(order).toMatchObject({ preemptions: undefined, proven: false });
    await expect(explore(lostUpdate.body, { minimise: false })).rejects.toThrow(/switch(es)? between tasks\)/);
  });
});

test("another failure on the way is not taken for a smaller form of this one", async () => {
  const body: Body = async (sim) => {
    const order: string[] = [];
    const call = (name: string) => async () => void (await sim.io(name, () => order.push(name), { collapse: true }));
    await sim.all({ a: call("a"), b: call("b"), c: call("c") });
    if (order.join() === "c,b,a") throw new RangeError("backwards");
    if (order[0] === "b") throw new TypeError("b first");
  };
  const all: Observed[] = await observeEach(body, exhaustive());
  const kinds = new Set(all.map(failureOf));
  expect(kinds).toEqual(new Set([undefined, "error: RangeError: backwards", "error: TypeError: b first"]));
  for (const seed of [1, 2, 3, 4, 5]) {
    const found = await failingOrder(body, { strategy: random(seed), minimise: false });
    const small = await failingOrder(body, { strategy: random(seed) });
    expect((small.error as Error).name).toBe((found.error as Error).name);
  }
});
