import { describe, expect, test } from "vitest";
import { ObserversExploration } from "../../src/strategies/optimal/observers-exploration.ts";
import type { Run, RunStep } from "../../src/strategies/optimal/run.ts";
import { compile } from "./compile.ts";
import type { Options } from "./differential.ts";
import { explored } from "./explored.ts";
import { lastZero, readers, writes } from "./known-programs.ts";
import { compareObserved, differsObserved, type ObservedComparison, shrinkObserved } from "./observers-differential.ts";
import { A, atomic, cancel, CAS, print, type Program, R, RMW, S, type Statement, W, Wadd } from "./program.ts";
import { randomProgram } from "./random-program.ts";

// More of them: node --conditions=@heddle/source packages/interleave/test/optimal/observers-fuzz.ts --count 50000 --seed 1

/** Programs with more interleavings are left out: running all of them takes the time. */
const limit = 500;

test.each(["many overwrites", "all kinds"] as const)(
  "of random programs nothing is missed that can be seen, and nothing found twice: %s",
  (accesses) => {
    let [traces, mazurkiewicz] = [0, 0];
    for (let seed = 1; seed <= 250; seed++) {
      const program = randomProgram(seed, accesses);
      const comparison = compareObserved(program, limit);
      if (comparison === undefined) continue;
      if (differsObserved(comparison)) {
        const shrunk = shrinkObserved(program, limit, differsObserved);
        expect.fail(`Seed ${seed}:\n${print(shrunk)}\n${JSON.stringify(compareObserved(shrunk, limit))}`);
      }
      traces += comparison.traces;
      mazurkiewicz += explored(compile(program)).executions;
    }
    expect(traces).toBeGreaterThan(1000);
    expect(traces).toBeLessThan(mazurkiewicz);
  },
);

/** Each misses something, where the search is a simpler one. */
const conditional: readonly [why: string, program: Program][] = [
  [
    "an observer may be cancelled",
    { t0: [cancel("t2")], t1: [W("x", 2), Wadd("x", 1)], t2: [R("x")], t3: [Wadd("x", 1)] },
  ],
  [
    "an observer overwrites, too",
    {
      t0: [cancel("t2")],
      t1: [Wadd("y", 1), Wadd("y", 1)],
      t2: [atomic(R("y"), Wadd("x", 1))],
      t3: [atomic(Wadd("y", 1), Wadd("x", 1))],
    },
  ],
  [
    "what comes after an observer would find something else",
    {
      t0: [atomic(Wadd("y", 1), W("x", 2)), W("y", 2)],
      t1: [atomic(W("y", 2), Wadd("x", 1)), atomic(R("x"), R("y"))],
      t2: [R("y")],
    },
  ],
  [
    "which of two writes was seen shows in another order of a run that is cut short",
    {
      t0: [cancel("t3"), atomic(W("x"), Wadd("y", 1))],
      t1: [atomic(Wadd("y", 1), Wadd("x", 1))],
      t2: [W("y", 2)],
      t3: [R("y")],
    },
  ],
  [
    "one location is overwritten once more before anybody looks, and another is not",
    {
      t0: [atomic(Wadd("y", 1), Wadd("x", 1))],
      t1: [Wadd("x", 1), W("y", 1)],
      t2: [R("x"), CAS("y", 1, 2)],
      t3: [atomic(Wadd("y", 1), Wadd("x", 1))],
    },
  ],
];

test.each(conditional)("nothing is missed where %s", (_, program) => {
  const comparison = compareObserved(program, 5000) as ObservedComparison;
  expect(comparison).toMatchObject({ missedTraces: 0, missedObservations: 0, redundant: 0, diverged: 0 });
});

function runs(program: Program): number {
  return explored(compile(program), { exploration: new ObserversExploration() }).executions;
}

/** Each of `n` tasks writes x; when all have, the last one goes on. */
function writers(n: number, last: readonly Statement[]): Program {
  const each = Array.from({ length: n }, (_, i) => [`t${i}`, [W("x", i), S(`p${i}`)]] as const);
  return { ...Object.fromEntries(each), last: [...Array.from({ length: n }, (_, i) => A(`p${i}`)), ...last] };
}

describe("of writers of one variable", () => {
  test.each([2, 3, 4, 5, 6])("one order of %i is enough, where that is overwritten in the end", (n) => {
    expect(runs(writers(n, [W("x", 9)]))).toBe(1);
  });

  test.each([2, 3, 4, 5, 6])("%i take as many, where somebody looks in the end, or nobody does", (n) => {
    expect(runs(writers(n, [R("x")]))).toBe(n);
    expect(runs(writers(n, []))).toBe(n);
  });

  test.each([2, 3, 4])("%i that look at what they overwrite take every order", (n) => {
    const factorial = [1, 1, 2, 6, 24][n];
    expect(runs(Object.fromEntries(Array.from({ length: n }, (_, i) => [`t${i}`, [RMW("x")]])))).toBe(factorial);
  });

  test("each of which writes several times, only the last write counts", () => {
    expect(runs(writes(3, 3).program)).toBe(3); // of 1680 orders
  });

  test("two receivers of messages that nobody tells apart: who overwrites the other's answer", () => {
    const program: Program = {
      ...Object.fromEntries([1, 2].map((i) => [`sender${i}`, [S(`mail${i}`)]])),
      ...Object.fromEntries([1, 2].map((i) => [`receiver${i}`, [A(`mail${i}`), W("answer", i)]])),
    };
    expect(runs(program)).toBe(2);
  });
});

test.each([readers(3), lastZero(4)])("where nobody overwrites unseen, there are as many as ever: $name", (known) => {
  expect(runs(known.program)).toBe(known.traces);
});

// Each leaves out one rule, and must be caught: so we know that the comparison can fail.

describe("a search misses what can be seen", () => {
  test("if a write that looks first is taken for one that does not", () => {
    const told = (step: RunStep): RunStep => {
      const { footprint } = step;
      return { ...step, footprint: { ...footprint, overwrites: footprint.writes } };
    };
    expect(caught(() => ({ told }))).toMatchInlineSnapshot(`
      "t0: {Wadd y  1}
      t1: {R y; Wadd y  1}; {W y  2}"
    `);
  });

  test("if nobody sees what is there in the end", () => {
    class Twin extends ObserversExploration {
      override learn({ steps, pending }: Run): boolean {
        return super.learn({ steps: withoutFinalOverwrites(steps), pending });
      }
    }
    expect(caught(() => ({ exploration: new Twin() }))).toMatchInlineSnapshot(`
      "t0: {Wadd y  1}
      t1: {Wadd y  1}"
    `);
  });

  test("if a race is turned round for the sake of nobody in particular", () => {
    class Twin extends ObserversExploration {
      override learn({ steps, pending }: Run): boolean {
        const overwritesAsWrites = steps.map((step) => ({ ...step, footprint: { ...step.footprint, overwrites: [] } }));
        return super.learn({ steps: overwritesAsWrites, pending });
      }
    }
    let redundant = 0;
    for (let seed = 1; seed < 50; seed++) {
      const options: Options = () => ({ exploration: new Twin() });
      redundant += compareObserved(randomProgram(seed, "many overwrites"), limit, options)?.redundant ?? 0;
    }
    expect(redundant).toBeGreaterThan(100);
  });
});

/** The smallest program made of the first random one of which something is missed. */
function caught(options: Options): string {
  const misses = (comparison: ObservedComparison): boolean => comparison.missedObservations > 0;
  for (let seed = 1; seed < 1000; seed++) {
    const program = randomProgram(seed, "many overwrites");
    const comparison = compareObserved(program, limit, options);
    if (comparison === undefined || !misses(comparison)) continue;
    const shrunk = shrinkObserved(program, limit, misses, options);
    expect(differsObserved(compareObserved(shrunk, limit) as ObservedComparison)).toBe(false);
    return print(shrunk);
  }
  return "nothing";
}

/** As if what is overwritten at the end of a run had not been touched. */
function withoutFinalOverwrites(steps: readonly RunStep[]): RunStep[] {
  const touched = new Set<number>();
  const told: RunStep[] = [];
  for (const step of steps.toReversed()) {
    const { reads, writes, overwrites = [], unknown } = step.footprint;
    const isSeen = (location: number): boolean => touched.has(location) || !overwrites.includes(location);
    const footprint = { reads, writes: writes.filter(isSeen), overwrites: overwrites.filter(isSeen), unknown };
    told.unshift({ ...step, footprint });
    for (const location of [...footprint.reads, ...footprint.writes]) touched.add(location);
  }
  return told;
}
