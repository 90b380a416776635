import { describe, expect, test } from "vitest";
import type { RunStep } from "../../src/strategies/optimal/run.ts";
import type { VersionedStep } from "../../src/strategies/optimal/versions.ts";
import { type Branch, chain, placeOf, weakInitial } from "../../src/strategies/optimal/wakeup-tree.ts";
import { step } from "./step.ts";

const known = (one: RunStep): VersionedStep => ({ ...one, version: 0 });
const a = known(step(0, { writes: [1] }));
const b = known(step(1, { writes: [1] }));
const c = known(step(2, { writes: [2] }));
const unsure = { event: 3, footprint: undefined };

function tree(...ways: VersionedStep[][]): Branch[] {
  return ways.map((way) => chain(way, { steps: way, pending: [] }) as Branch);
}

describe("a step may come first in a sequence", () => {
  test("if it is there, with nothing in conflict before it", () => {
    expect([weakInitial(a, [c, a, b]), weakInitial(b, [c, a, b])]).toEqual([true, false]);
  });

  test("if it is not there, and conflicts with nothing", () => {
    expect([weakInitial(c, [a, b]), weakInitial(b, [c, a])]).toEqual([true, false]);
  });

  test("or nobody knows, if that depends on a step of which nothing is known", () => {
    expect([weakInitial(a, [c, unsure]), weakInitial(c, [c, unsure]), weakInitial(a, [b, unsure])]).toEqual([
      undefined,
      true,
      false,
    ]);
  });
});

describe("a sequence", () => {
  test("goes to the root of an empty tree", () => {
    expect(placeOf([], [a, b])).toEqual({ way: [], siblings: [], rest: [a, b] });
  });

  test("goes last among the children of the first way that it can go", () => {
    const siblings = tree([c, a, b]);
    const place = placeOf(siblings, [b, a, c]);
    expect(place).toEqual({ way: [c], siblings: siblings[0]?.children, rest: [b, a] });
  });

  test("is covered by a way that ends before it does", () => {
    expect(placeOf(tree([a, c]), [a, b])).toBe("covered");
  });

  test("takes the first child that may come first, even if it is not its own", () => {
    expect(placeOf(tree([c], [b]), [b, a])).toBe("covered");
  });

  test("has no place yet, if that depends on a step of which nothing is known", () => {
    expect(placeOf(tree([a]), [c, unsure])).toBe("unknown");
  });
});
