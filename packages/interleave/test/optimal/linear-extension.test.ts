import { seededRandom } from "@heddle/virtual-time";
import { describe, expect, test } from "vitest";
import { Bisection } from "../../src/strategies/optimal/bisection.ts";
import { HappensBefore } from "../../src/strategies/optimal/happens-before.ts";
import {
  commuting,
  farLinearExtension,
  randomLinearExtension,
  towards,
} from "../../src/strategies/optimal/linear-extension.ts";
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

describe("randomLinearExtension", () => {
  const free = run({}, {}, {}, { creator: 10 }, { creator: 11 }, { creator: 12 });

  test("gives every order that the causal order allows, and no other", () => {
    const random = seededRandom(1);
    const { steps } = run({ writes: [X] }, {}, { writes: [X] }, { creator: 11 });
    const orders = Array.from({ length: 500 }, () => randomLinearExtension({ steps }, random).join(""));
    expect([...new Set(orders)].toSorted()).toEqual(["0123", "0132", "0213", "1023", "1032", "1302"].toSorted());
  });

  test("is the same for the same random numbers", () => {
    expect(randomLinearExtension(free, seededRandom(7))).toEqual(randomLinearExtension(free, seededRandom(7)));
  });

  test("keeps the causal order of random runs, and so does every order on the way there", () => {
    const random = seededRandom(3);
    for (let round = 0; round < 50; round++) {
      const { steps } = run(
        ...Array.from({ length: 8 }, (_, position) => ({
          creator: random() < 0.5 ? 9 + Math.ceil(random() * position) : -1,
          writes: random() < 0.4 ? [Math.floor(random() * 2)] : [],
        })),
      );
      const causal = new HappensBefore();
      for (const step of steps) causal.add(step);
      const extension = randomLinearExtension({ steps }, random);
      for (let swaps = 0; swaps <= towards(extension, Infinity).swaps; swaps++) {
        const { order } = towards(extension, swaps);
        for (const [place, later] of order.entries()) {
          for (const after of order.slice(place + 1)) expect(after < later && causal.inPast(after, later)).toBe(false);
        }
      }
      expect(towards(extension, Infinity).order).toEqual(extension);
    }
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
