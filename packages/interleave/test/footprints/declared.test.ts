import { describe, expect, test } from "vitest";
import { createTask, gather, Lock, sleep } from "@heddle/loop-core";
import {
  type Body,
  describeCoverage,
  explore,
  type ExploreOptions,
  InterleavingError,
  outcomesOf,
  replay,
  type Simulation,
} from "../../src/index.ts";
import { compare } from "./comparison.ts";
import { bodyOf, type Kind, randomProgram } from "./random-body.ts";

const declared = { footprints: "declared", strategy: "exhaustive" } as const satisfies ExploreOptions;
const atOnce = { collapse: true } as const;

/** `n` tasks of the same kind. */
function each(n: number, work: (index: number) => Promise<unknown>): Record<string, () => Promise<unknown>> {
  return Object.fromEntries(Array.from({ length: n }, (_, index) => [`t${index}`, () => work(index)]));
}

const increments = (n: number): Body => {
  return async (sim) => {
    const counter = sim.shared({ value: 0 });
    const increment = async (): Promise<void> => {
      const seen = await sim.io("read", () => counter.value, atOnce);
      await sim.io("write", () => void (counter.value = seen + 1), atOnce);
    };
    await sim.all(each(n, increment));
    return counter.value;
  };
};

const readers = (n: number): Body => {
  return async (sim) => {
    const cells = sim.shared({ x: 0, own: Array.from({ length: n }, () => 0) });
    await sim.all({
      writer: () => sim.io("write x", () => void (cells.x = 1), atOnce),
      ...each(n, async (index) => {
        await sim.io("read own", () => cells.own[index], atOnce);
        await sim.io("read x", () => cells.x, atOnce);
      }),
    });
  };
};

const writers = (n: number, sameCell: boolean): Body => {
  return async (sim) => {
    const cells = sim.shared(new Map<number, number>(Array.from({ length: n }, (_, index) => [index, 0])));
    await sim.all(each(n, (index) => sim.io("write", () => void cells.set(sameCell ? 0 : index, index), atOnce)));
  };
};

const cancelFlag = (checks: number): Body => {
  return async (sim) => {
    const flag = sim.shared({ set: false });
    await sim.all({
      victim: async () => {
        for (let i = 0; i < checks; i++) if (await sim.io("check", () => flag.set, atOnce)) return;
      },
      canceller: () => sim.io("cancel", () => void (flag.set = true), atOnce),
    });
  };
};

const stampede = (n: number): Body => {
  return async (sim) => {
    const cache = sim.shared({ filled: false });
    await sim.all(
      each(n, async () => {
        if (await sim.io("look", () => cache.filled, atOnce)) return;
        await sim.io("fill", () => void (cache.filled = true), atOnce);
      }),
    );
  };
};

const overdraft = (n: number): Body => {
  return async (sim) => {
    const account = sim.shared({ balance: 100 });
    await sim.all(
      each(n, async () => {
        const enough = await sim.io("look", () => account.balance >= 100, atOnce);
        if (enough) await sim.io("withdraw", () => void (account.balance -= 100), atOnce);
      }),
    );
  };
};

describe("one execution for each set of equivalent ones", () => {
  test.each<[string, Body, number]>([
    ["2 increments", increments(2), 4],
    ["3 increments", increments(3), 36],
    ["3 writers of one cell", writers(3, true), 6],
    ["4 writers of one cell", writers(4, true), 24],
    ["5 writers of a cell each", writers(5, false), 1],
    ["2 readers and a writer", readers(2), 4],
    ["5 readers and a writer", readers(5), 32],
    ["3 checks of a cancel flag", cancelFlag(3), 4],
    ["a stampede of 3", stampede(3), 21],
    ["a stampede of 4", stampede(4), 148],
    ["an overdraft of 3", overdraft(3), 21],
    ["an overdraft of 4", overdraft(4), 148],
  ])("%s", async (_name, body, executions) => {
    const report = await explore(body, { ...declared, starts: "in order" });
    expect(report.coverage).toEqual({ kind: "complete", upTo: "declared footprints" });
    expect(report.statistics.executions).toBe(executions);
  });

  const kinds: readonly Kind[] = ["generators", "async functions"];
  test.each(kinds)("of random programs, none is missed and none comes twice: %s", async (kind) => {
    let traces = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const program = randomProgram(seed);
      const found = await compare(bodyOf(program, kind), program.options, 200);
      if (found === undefined) continue; // too many interleavings for a quick test
      traces += found.traces;
      expect({ seed, ...found }).toMatchObject({ missed: 0, twice: 0, torn: 0, complete: true });
    }
    expect(traces).toBeGreaterThan(30);
  });

  test("of random programs that pick values and have calls that fail", async () => {
    let programs = 0;
    for (let seed = 100; programs < 8; seed++) {
      const program = randomProgram(seed);
      if (!program.tasks.flat().some(({ do: line }) => /pick|faulty|hang/.test(line))) continue;
      const found = await compare(bodyOf(program, "async functions"), program.options, 100);
      if (found === undefined) continue;
      programs++;
      expect({ seed, ...found }).toMatchObject({ missed: 0, twice: 0, torn: 0, complete: true });
    }
  });
});

test("calls that declare keys are told apart by them", async () => {
  const transfers: Body = async (sim) => {
    const balances = new Map([1, 2, 3, 4].map((id) => [id, 100]));
    const bank = {
      async add(id: number, amount: number): Promise<void> {
        balances.set(id, (balances.get(id) as number) + amount);
      },
    };
    const service = sim.service("bank", bank, { touches: ([id]) => [`account ${id}`], collapse: true });
    await sim.all({
      first: () => service.add(1, 10).then(() => service.add(2, -10)),
      second: () => service.add(3, 10).then(() => service.add(4, -10)),
    });
  };
  expect((await explore(transfers, declared)).statistics.executions).toBe(1);
  expect((await explore(transfers, { strategy: "exhaustive" })).statistics.executions).toBe(20); // 6! / (3! 3!)
});

test("a failure that is found so is shown, and replayed without footprints", async () => {
  const body: Body = async (sim) => {
    const value = await increments(2)(sim);
    if (value !== 2) throw new Error(`lost update: ${String(value)}`);
  };
  const error = await explore(body, declared).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InterleavingError);
  const { failure } = (error as InterleavingError).report;
  expect(failure.error).toMatchObject({ message: "lost update: 1" });
  await expect(replay(body, failure.schedule)).rejects.toMatchObject({ report: { failure: { kind: "error" } } });
});

test("a lock, tasks, timers and a cancel of the loop are known without a word", async () => {
  const body: Body = async (sim) => {
    const lock = new Lock();
    const log = sim.shared<string[]>([]);
    const work = (name: string) => (): ReturnType<typeof createTask<void>> =>
      createTask(
        async () => {
          using _held = await lock.acquire();
          await sleep(5);
          log.push(name);
          await gather([() => sleep(1), () => sleep(2)]);
        },
        { name },
      );
    await sim.all({ a: work("a"), b: work("b") });
    return log.join();
  };
  const options = { cancel: ["b"] };
  const every = await outcomesOf(body, { ...options, strategy: "exhaustive", maxExecutions: 10_000 });
  const reduced = await outcomesOf(body, { ...options, ...declared });
  expect(every.coverage).toEqual({ kind: "complete" });
  expect(reduced.coverage).toEqual({ kind: "complete", upTo: "declared footprints" });
  const values = ({ outcomes: found }: typeof every): unknown[] =>
    found.map(({ value, failure }) => failure?.kind ?? value);
  expect(new Set(values(reduced))).toEqual(new Set(values(every)));
  expect(reduced.statistics.executions).toBeLessThan(every.statistics.executions);
});

describe("what native promises and signals hide from a footprint is found all the same:", () => {
  const programs: Record<string, { body: Body; options?: ExploreOptions }> = {
    "which call wins a race": {
      body: async (sim) => {
        const log = sim.shared<string[]>([]);
        const race = (): Promise<string> => Promise.race([sim.io("x", () => "x"), sim.io("y", () => "y")]);
        await sim.all({
          racer: async () => log.push(await race()),
          other: () => sim.io("other", () => {}),
        });
        return log.join();
      },
    },
    "a call against a timeout": {
      body: async (sim) => {
        const log = sim.shared<string[]>([]);
        const late = (): Promise<string> => sim.sleep(5).then(() => "late");
        await sim.all({ racer: async () => log.push(await Promise.race([sim.io("x", () => "x"), late()])) });
        return log.join();
      },
    },
    "which task ends first": {
      body: async (sim) => {
        const work = (name: string) => (): Promise<string> => sim.io(name, () => name);
        return Promise.race([sim.spawn("a", work("a")), sim.spawn("b", work("b"))]);
      },
    },
    "which task fails first": {
      body: async (sim) => {
        const fail = (name: string) => (): Promise<never> =>
          sim.io(name, () => {
            throw new Error(name);
          });
        return sim.all({ a: fail("a"), b: fail("b") }).catch(String);
      },
    },
    "whether a signal is aborted yet": {
      body: async (sim) => {
        const signal = sim.signal("stop");
        const seen = sim.shared<boolean[]>([]);
        await sim.all({ task: async () => seen.push(signal.aborted, await sim.io("x", () => signal.aborted)) });
        return seen.join();
      },
    },
    "whether a task is cancelled yet": {
      body: async (sim) => {
        const seen = sim.shared<boolean[]>([]);
        await sim.all({
          task: async ({ signal }) => {
            seen.push(signal.aborted);
            await sim.io("x", () => {});
            seen.push(signal.aborted);
          },
        });
        return seen.join();
      },
      options: { cancel: ["task"] },
    },
  };

  test.each(Object.entries(programs))("%s", async (_name, { body, options }) => {
    const values = async (more: ExploreOptions): Promise<Set<unknown>> => {
      const found = await outcomesOf(body, { ...options, ...more });
      expect(found.coverage.kind).toBe("complete");
      return new Set(found.outcomes.map(({ value }) => value));
    };
    const every = await values({ strategy: "exhaustive", maxExecutions: 10_000 });
    expect(every.size).toBeGreaterThan(1);
    expect(await values(declared)).toEqual(every);
  });
});

test("the default strategy is complete where all interleavings would be far too many", async () => {
  const body = (sim: Simulation): unknown => readers(6)(sim);
  const report = await explore(body, { footprints: "declared" });
  expect(report.coverage).toEqual({ kind: "complete", upTo: "declared footprints" });
  expect(describeCoverage(report)).toMatch(
    /^all interleavings pass, up to the order of steps that commute, as declared/,
  );
  expect((await explore(body)).coverage.kind).not.toBe("complete");
});

test("what the search completes in a twentieth of the budget takes the default strategy no more executions", async () => {
  const report = await explore(increments(3), { footprints: "declared", starts: "in order" });
  expect(report.strategy).toBe("portfolio");
  expect(report.coverage).toEqual({ kind: "complete", upTo: "declared footprints" });
  expect(report.statistics).toMatchObject({ executions: 36, redundant: 0 });
});

test("sim.shared gives the object itself where nothing is declared", async () => {
  const counter = { value: 0 };
  await explore((sim) => expect(sim.shared(counter)).toBe(counter));
});
