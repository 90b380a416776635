import { describe, expect, test } from "vitest";
import {
  type Body,
  type Explored,
  type ExploreOptions,
  outcomesOf,
  type OutcomeSet,
  type Strategy,
} from "../../src/index.ts";
import { optimal } from "../../src/strategies/optimal.ts";
import { exactAnswers, factorial, type Known, overdraft, philosophers } from "../optimal/known-programs.ts";
import type { Program } from "../optimal/program.ts";
import { type Acquired, bodyOf } from "./body-of.ts";
import { compare } from "./comparison.ts";
import type { Kind } from "./random-body.ts";

const kinds: readonly Kind[] = ["async functions", "generators"];

const inOrder = { starts: "in order" } as const satisfies ExploreOptions;
const toTheEnd = { ...inOrder, footprints: "declared", maxExecutions: 10_000, maxTimeMs: 60_000 } as const;

function explored(program: Program, kind: Kind, strategy: "exhaustive" | Strategy = "exhaustive", acquired?: Acquired) {
  return outcomesOf(bodyOf(program, kind, acquired), { ...toTheEnd, strategy });
}

/** What an optimal search is to say: so many executions, no two of them equivalent, and nothing left out. */
function exactly(executions: number, probes = 0): Partial<OutcomeSet> {
  const statistics = { executions, distinct: executions, redundant: 0, probes };
  return {
    statistics: expect.objectContaining(statistics) as OutcomeSet["statistics"],
    coverage: { kind: "complete", upTo: "declared footprints" },
  };
}

/** A search of which is told what it runs. */
function watched(
  search: Strategy,
  { begins, isNew }: { begins?: () => void; isNew: (explored: Explored) => void },
): Strategy {
  return {
    name: search.name,
    next: () => {
      begins?.();
      return search.next();
    },
    learn: (explored) => {
      search.learn(explored);
      if (search.surplus === undefined) isNew(explored);
    },
    get surplus() {
      return search.surplus;
    },
    coverage: () => search.coverage(),
  };
}

const uses = (program: Program, op: "L" | "all"): boolean =>
  op === "all" ? "all" in program && Object.keys(program).length > 2 : JSON.stringify(program).includes('"op":"L"');

/** Executions that are given up once they have shown what a step does in another place: in few programs there are any. */
const probes: Readonly<Record<string, number>> = {
  "readers(2)": 1,
  "readers(3)": 2,
  "readers(4)": 3,
  "the example of POPL 2014": 2,
  "the ten-trace program": 1,
};

describe.each(kinds)("each trace is run once, and nothing else, through %s", (kind) => {
  const known = exactAnswers.filter(({ program }) => !uses(program, "L") && !uses(program, "all"));
  test.each(known)("$name: $traces", async ({ name, program, traces }) => {
    expect(await explored(program, kind)).toMatchObject(exactly(traces, probes[name]));
  });
});

// A lock of the loop is given to those who wait in the order in which they asked. So it is asked for in a step of its own,
// and whether that comes before or after the step that gives it back is an order of its own. One lock that n tasks take once
// each has n! orders of asking, times the Catalan number of ways to merge n askings and n releases.
describe.each(kinds)("locks have more traces than where a lock is taken when it is free, through %s", (kind) => {
  const catalan = (n: number): number => factorial(2 * n) / (factorial(n) * factorial(n + 1));
  const name = (one: string): Known => exactAnswers.find((known) => known.name === one) as Known;
  const known = [
    ...[2, 3, 4].map((n) => ({ known: name(`lockinc(${n})`), traces: factorial(n) * catalan(n) })),
    // Each pair of tasks meets at one lock.
    { known: name("filesystem(14)"), traces: 4 },
    { known: name("filesystem(16)"), traces: 4 ** 3 },
    ...[2, 3, 4].map((n) => ({ known: name(`philosophers(${n})`), traces: (2 ** n - 1) ** 2 })),
  ];

  test.each(known)(
    "$known.name: $traces instead of $known.traces",
    async ({ known: { program, traces: fewer }, traces }) => {
      const orders = new Set<string>();
      let order: string[] = [];
      const search = watched(optimal(), {
        begins: () => (order = []),
        isNew: () => orders.add(order.toSorted().join()),
      });
      const counts = new Map<string, number>();
      const acquired = (lock: string, task: string): void => {
        if (order.length === 0) counts.clear();
        const turn = (counts.get(lock) ?? 0) + 1;
        counts.set(lock, turn);
        order.push(`${lock} ${turn}: ${task}`);
      };
      expect(await explored(program, kind, search, acquired)).toMatchObject(exactly(traces));
      // Who got which lock in which order: that is what the smaller number counts.
      expect(orders.size).toBe(fewer);
    },
  );

  test.each(["lockinc(2)", "lockinc(3)", "philosophers(2)", "philosophers(3)"])("%s, by brute force", async (one) => {
    const { traces } = known.find((row) => row.known.name === one) as (typeof known)[number];
    const found = await compare(bodyOf(name(one).program, kind), inOrder);
    expect(found).toMatchObject({ traces, missed: 0, twice: 0, torn: 0, complete: true });
  });
});

// A task goes on in the very step that settles what it awaits. If it then looks at another promise, that step and the one that
// settles the other conflict: it finds it settled, or waits once more.
describe.each(kinds)("a task that awaits one promise after the other, through %s", (kind) => {
  const rows = exactAnswers.filter(({ program }) => uses(program, "all"));
  const inSequence = (row: string, n: number): number =>
    row.startsWith("all_settled") ? 2 ** (n - 1) : row.startsWith("with_timeout") ? 2 ** (2 * n - 1) : 1;
  const size = ({ program }: Known): number => (program["all"] ?? []).length;

  test.each(rows)("$name: sees in which order they are settled", async (row) => {
    expect(await explored(row.program, kind)).toMatchObject(exactly(inSequence(row.name, size(row))));
  });

  test.each(rows.filter((row) => size(row) < 4))("$name, by brute force", async (row) => {
    const found = await compare(bodyOf(row.program, kind), inOrder);
    expect(found).toMatchObject({ traces: inSequence(row.name, size(row)), missed: 0, twice: 0, torn: 0 });
  });

  test.each(rows)("$name: $traces, if it awaits the end of them all", async ({ program, traces }) => {
    const { all: _, ...others } = program; // sim.all waits for the others
    expect(await explored(others, kind)).toMatchObject(exactly(traces));
  });
});

describe("what goes wrong is found in as many traces as it does", () => {
  test.each([2, 3, 4])("%i philosophers starve in one", async (n) => {
    let deadlocks = 0;
    const search = watched(optimal(), { isNew: ({ failed }) => (deadlocks += failed ? 1 : 0) });
    const { outcomes } = await explored(philosophers(n).program, "async functions", search);
    expect(outcomes.map(({ failure }) => failure?.kind)).toContain("deadlock");
    expect(deadlocks).toBe(1);
  });

  test.each([
    { n: 1, bad: 0 },
    { n: 2, bad: 2 },
    { n: 3, bad: 18 },
    { n: 4, bad: 144 },
  ])("$n withdrawals overdraw the account in $bad", async ({ n, bad }) => {
    let overdrawn = 0;
    const body = bodyOf(overdraft(n, NaN).program, "async functions");
    const checked: Body = async (sim) => {
      const { balance } = (await body(sim)) as { balance: number };
      if (balance < -100) throw new Error("overdrawn");
    };
    const search = watched(optimal(), { isNew: ({ failed }) => (overdrawn += failed ? 1 : 0) });
    await outcomesOf(checked, { ...toTheEnd, strategy: search });
    expect(overdrawn).toBe(bad);
  });
});
