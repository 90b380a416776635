import { Condition, createTask, Future, Lock, Queue, sleep } from "@heddle/loop-core";
import { describe, expect, test } from "vitest";
import {
  type Body,
  type Explored,
  type ExploreOptions,
  failed,
  outcomes,
  outcomesOf,
  type OutcomesMatcher,
  type Strategy,
} from "../src/index.ts";
import { optimal } from "../src/strategies/optimal.ts";

const atOnce = { collapse: true } as const;

interface Row {
  readonly name: string;
  readonly body: Body;
  readonly expected: OutcomesMatcher;
}

const rows: readonly Row[] = [
  {
    name: "two tasks that put into one variable",
    body: async (sim) => {
      const variable = new Queue<number>(1);
      for (const value of [0, 1]) void sim.spawn(`put ${value}`, () => createTask(() => variable.put(value)));
      return variable.get();
    },
    expected: outcomes(0, 1),
  },
  {
    name: "a task for which nobody waits",
    body: async (sim) => {
      const variable = new Queue<string>(1);
      void sim.spawn("child", () => variable.putNowait("done"));
      await sim.io("goes on", () => {}, atOnce);
      return variable.empty() ? "nothing" : variable.getNowait();
    },
    expected: outcomes("nothing", "done"),
  },
  {
    name: "two locks that are taken in two orders",
    body: async (sim) => {
      const locks = [new Lock(), new Lock()] as const;
      const both = (first: Lock, second: Lock) => async (): Promise<void> => {
        using _first = await first.acquire();
        await sim.io("holds one", () => {}, atOnce);
        using _second = await second.acquire();
      };
      await sim.all({ forth: both(locks[0], locks[1]), back: both(locks[1], locks[0]) });
      return 0;
    },
    expected: outcomes(0, failed("deadlock")),
  },
  {
    name: "a task that is cancelled before it has put, or after",
    body: async (sim) => {
      const variable = new Future<string>();
      const child = createTask(async () => {
        await sleep(1);
        variable.setResult("done");
      });
      await sim.io("kill", () => void child.cancel(), atOnce);
      return variable;
    },
    expected: outcomes("done", failed("deadlock")),
  },
];

describe.each<[string, ExploreOptions]>([
  ["every order", { strategy: "exhaustive" }],
  ["one order of each trace", { strategy: "exhaustive", footprints: "declared" }],
  ["the default", {}],
])("%s ends in these ways, and in no other", (_, options) => {
  test.each(rows)("$name", async ({ body, expected }) => {
    expect(await outcomesOf(body, options)).toEqual(expected);
  });
});

describe("a bounded buffer whose readers and writers wait for one condition, each waking one other", () => {
  interface Buffer {
    readonly size: number;
    /** How much each of them puts in, or takes out. */
    readonly writers: readonly number[];
    readonly readers: readonly number[];
  }

  /** One atomic operation a step: a try that ends in success, or in a wait. */
  const buffer = ({ size, writers, readers }: Buffer, ended: (name: string) => void): Body => {
    return async (sim) => {
      const state = sim.shared({ items: 0 });
      const changed = new Condition();
      const work = (name: string, times: number, by: 1 | -1) => async (): Promise<void> => {
        for (let left = times; left > 0;) {
          await sim.io(name, () => {}, atOnce);
          using _held = await changed.acquire();
          const items = state.items + by;
          if (items < 0 || items > size) await changed.wait();
          else {
            state.items = items;
            changed.notify();
            left--;
          }
        }
        ended(name);
      };
      await sim.all(
        Object.fromEntries([
          ...readers.map((times, index) => [`reader ${index}`, work("take", times, -1)]),
          ...writers.map((times, index) => [`writer ${index}`, work("put", times, 1)]),
        ]),
      );
    };
  };

  /** The numbers of steps after which all wait, and nobody has come to an end, in one order of each trace. */
  async function deadlocks(program: Buffer): Promise<number[]> {
    const search = optimal();
    const lengths: number[] = [];
    let ends = 0;
    const watched: Strategy = {
      name: search.name,
      next: () => {
        ends = 0;
        return search.next();
      },
      learn: (explored: Explored) => {
        search.learn(explored);
        if (explored.failed && ends === 0) lengths.push(explored.run?.steps.length ?? NaN);
      },
      get surplus() {
        return search.surplus;
      },
      coverage: () => search.coverage(),
    };
    const { coverage } = await outcomesOf(
      buffer(program, () => ends++),
      {
        starts: "in order",
        footprints: "declared",
        strategy: watched,
        maxExecutions: 20_000,
      },
    );
    expect(coverage.kind).toBe("complete");
    return lengths;
  }

  test.each<Buffer>([
    { size: 1, readers: [3], writers: [3] },
    { size: 2, readers: [1, 1], writers: [2] },
  ])("never stops where they are no more than twice its size: $size, $readers, $writers", async (program) => {
    expect(await deadlocks(program)).toEqual([]);
  });

  test.each<Buffer>([
    { size: 1, readers: [2, 1], writers: [3] },
    { size: 1, readers: [4], writers: [2, 2] },
  ])("stops where they are more: $size, $readers, $writers", async (program) => {
    expect(await deadlocks(program)).not.toEqual([]);
  });

  test("stops after seven steps at the earliest, with two readers and a writer", async () => {
    expect(Math.min(...(await deadlocks({ size: 1, readers: [2, 1], writers: [3] })))).toBe(7);
  });
});
