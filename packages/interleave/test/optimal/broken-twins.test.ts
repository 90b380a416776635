import { expect, test } from "vitest";
import type { Footprint } from "../../src/footprint.ts";
import type { Pending } from "../../src/strategies/optimal/run.ts";
import { compile } from "./compile.ts";
import { compare, type Comparison, type Options, shrink } from "./differential.ts";
import { explored } from "./explored.ts";
import { philosophers } from "./known-programs.ts";
import { print } from "./program.ts";
import { randomProgram } from "./random-program.ts";

// Each leaves out one rule, and must be caught: so we know that the comparisons can fail.

const limit = 300;

/** The smallest program made of the first random one that tells the twin from the real thing. */
function caught(kind: keyof Comparison, options: Options): string {
  for (let seed = 1; seed < 10_000; seed++) {
    const program = randomProgram(seed);
    if ((compare(program, limit, options)?.[kind] ?? 0) === 0) continue;
    const shrunk = shrink(program, limit, options);
    expect(compare(shrunk, limit)).toMatchObject({ missed: 0, redundant: 0, diverged: 0 });
    return print(shrunk);
  }
  return "nothing";
}

test("without the events that never happened, a trace of two philosophers is missed", () => {
  const twin: Options = () => ({ toldPending: () => [] });
  expect(explored(compile(philosophers(2).program), twin()).executions).toBe(2);
  expect(caught("missed", twin)).toMatchInlineSnapshot(`
    "t0: L m
    t2: L m"
  `);
});

test("without what kept an event waiting, the philosophers' deadlock is missed", () => {
  const never = <Event extends Pending>(event: Event): Event => ({
    ...event,
    waits: event.waits.map(({ until }) => ({ since: -1, until })),
  });
  const twin: Options = () => ({ told: never, toldPending: (pending) => pending.map(never) });
  const deadlocks = (options: ReturnType<Options>): number => {
    let found = 0;
    explored(compile(philosophers(2).program), {
      ...options,
      visit: ({ pending }) => (found += pending.length > 0 ? 1 : 0),
    });
    return found;
  };
  expect([deadlocks({}), deadlocks(twin())]).toEqual([1, 0]);
  expect(caught("missed", twin)).toMatchInlineSnapshot(`
    "t0: L m
    t2: L m"
  `);
});

test("with the last stretch of a wait only, a run goes where an event is not enabled", () => {
  const last = <Event extends Pending>(event: Event): Event => ({ ...event, waits: event.waits.slice(-1) });
  const twin: Options = () => ({ told: last, toldPending: (pending) => pending.map(last) });
  expect(caught("diverged", twin)).toMatchInlineSnapshot(`
    "t0: cancel t1
    t1: A r"
  `);
});

test("where a step is taken to do what it did when it ran first, traces are missed", () => {
  const twin: Options = () => {
    const first = new Map<number, Footprint>();
    return {
      told: (step) => {
        const footprint = first.get(step.event) ?? step.footprint;
        first.set(step.event, footprint);
        return { ...step, footprint };
      },
    };
  };
  expect(caught("missed", twin)).toMatchInlineSnapshot(`
    "t0: {R z; Wadd x  1}; {R x; if ≥2 [W z  1]}
    t1: {W z  1}
    t2: {R z}"
  `);
});

test("without the reads of a step, traces are missed", () => {
  const twin: Options = () => ({ told: (step) => ({ ...step, footprint: { ...step.footprint, reads: [] } }) });
  expect(caught("missed", twin)).toMatchInlineSnapshot(`
    "t0: cancel t3
    t3: CAS z 1 2"
  `);
});

test("with reads that are taken for writes, traces are found twice", () => {
  const twin: Options = () => ({
    told: (step) => {
      const { reads, writes } = step.footprint;
      return { ...step, footprint: { reads: [], writes: [...reads, ...writes], unknown: false } };
    },
  });
  expect(caught("redundant", twin)).toMatchInlineSnapshot(`
    "t0: {CAS z 0 1}
    t1: {Wadd z  1}; {R z}"
  `);
});
