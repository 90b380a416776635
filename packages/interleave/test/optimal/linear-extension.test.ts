import { describe, expect, test } from "vitest";
import { Bisection } from "../../src/strategies/optimal/bisection.ts";
import { commuting, farLinearExtension, towards } from "../../src/strategies/optimal/linear-extension.ts";
import type { RunStep } from "../../src/strategies/optimal/run.ts";

const [X, Y] = [0, 1];

/** Events are numbered from 10, in the order in which they came. */
function run(...steps: readonly { creator?: number; writes?: readonly number[] }[]): { steps: RunStep[] } {
  return {
    steps: steps.map(({ creator = -1, writes = [] }, position) => ({
      event: 10 + position,
      creator,
      waits: [],
      footprint: { reads: [], writes, unknown: false },
    })),
  };
}

describe("farLinearExtension", () => {
  test("turns round all that commutes", () => {
    expect(farLinearExtension(run({}, {}, {}))).toEqual([2, 1, 0]);
  });

  test("keeps steps in order that conflict, and a step behind the one that created it", () => {
    const { steps } = run({ writes: [X] }, { writes: [Y] }, { writes: [X] }, { creator: 11 }, {});
    expect(farLinearExtension({ steps })).toEqual([4, 1, 3, 0, 2]);
  });

  test("leaves a run as it is in which nothing commutes", () => {
    expect(farLinearExtension(run({ writes: [X] }, { writes: [X] }, { creator: 11 }))).toEqual([0, 1, 2]);
  });
});

describe("the way to an extension", () => {
  const steps = run({ writes: [X] }, { writes: [Y] }, {}, { writes: [X] }, { creator: 11 }, { writes: [Y] }).steps;
  const extension = farLinearExtension({ steps });

  test("begins with the order of the run, and ends with the extension", () => {
    expect(towards(extension, 0).order).toEqual([0, 1, 2, 3, 4, 5]);
    expect(towards(extension, Infinity).order).toEqual(extension);
  });

  test("consists of swaps of neighbours that commute", () => {
    const { swaps } = towards(extension, Infinity);
    expect(swaps).toBeGreaterThan(3);
    for (let count = 1; count <= swaps; count++) {
      const before = towards(extension, count - 1).order;
      const { order, swapped } = towards(extension, count);
      const [first, second] = swapped as [number, number];
      const at = before.indexOf(first);
      expect(before.slice(at, at + 2)).toEqual([first, second]);
      expect(order).toEqual(before.with(at, second).with(at + 1, first));
      expect(commuting({ steps: before.map((position) => steps[position] as RunStep) })).toContain(at);
    }
  });
});

describe("bisection", () => {
  const extension = [4, 3, 2, 1, 0];

  test.each([
    [3, 1],
    [2, 0],
    [4, 3],
  ])("finds that it matters whether %i comes before %i", (late, early) => {
    const differs = (order: readonly number[]): boolean => order.indexOf(late) < order.indexOf(early);
    const bisection = new Bisection(extension, { what: "differs" });
    let runs = 0;
    while (bisection.found === undefined) {
      runs++;
      bisection.learn(differs(bisection.order) ? { what: `differs, ${runs}` } : undefined);
    }
    expect(bisection.found.swapped).toEqual([early, late]);
    expect(runs).toBeLessThanOrEqual(4); // of 10 swaps
  });
});
