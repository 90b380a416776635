import { expect, test } from "vitest";
import { Memory } from "../../src/strategies/optimal/memory.ts";
import { OptimalExploration } from "../../src/strategies/optimal/exploration.ts";
import { compare, differs, type Options, shrink } from "./differential.ts";
import { print } from "./program.ts";
import { randomProgram, smaller } from "./random-program.ts";

// More of them: node --conditions=@heddle/source packages/interleave/test/optimal/fuzz.ts --count 50000 --seed 1

/** Programs with more interleavings are left out: running all of them takes the time. */
const limit = 1000;

function compareMany(seeds: { from: number; count: number }, options?: Options): { traces: number; probes: number } {
  let traces = 0;
  let probes = 0;
  for (let seed = seeds.from; seed < seeds.from + seeds.count; seed++) {
    const program = randomProgram(seed);
    const comparison = compare(program, limit, options);
    if (comparison === undefined) continue;
    if (differs(comparison)) {
      const shrunk = shrink(program, limit, options);
      expect.fail(`Seed ${seed}:\n${print(shrunk)}\n${JSON.stringify(compare(shrunk, limit, options))}`);
    }
    traces += comparison.traces;
    probes += comparison.probes;
  }
  return { traces, probes };
}

test("of random programs no trace is missed, and none found twice", () => {
  expect(compareMany({ from: 1, count: 500 }).traces).toBeGreaterThan(5000);
});

test("it need not be asked where there is no choice", () => {
  compareMany({ from: 1000, count: 200 }, () => ({ asked: "at choices" }));
});

test("remembering what events did saves runs, and changes nothing else", () => {
  const forgetful = (): OptimalExploration => new OptimalExploration(new Forgetful());
  const without = compareMany({ from: 2000, count: 200 }, () => ({ exploration: forgetful() }));
  const having = compareMany({ from: 2000, count: 200 });
  expect(having.traces).toBe(without.traces);
  expect(having.probes).toBeLessThan(without.probes / 2);
});

class Forgetful extends Memory {
  override recall(): undefined {
    return undefined;
  }
}

test("smaller programs are smaller", () => {
  for (let seed = 1; seed < 50; seed++) {
    const program = randomProgram(seed);
    for (const candidate of smaller(program)) {
      expect(print(candidate).length).toBeLessThan(print(program).length);
    }
  }
});
