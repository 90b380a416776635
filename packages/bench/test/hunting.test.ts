import { describe, expect, test } from "vitest";
import { fastCheck, heddle } from "../src/hunting.ts";
import { everyOrder, hunts, insideTheWindow, oneOrderOfSix, threeConstraints } from "../src/programs/hunts.ts";

test.each([threeConstraints, oneOrderOfSix, insideTheWindow])(
  "the default strategy finds $name in at most $orders executions, none of them twice",
  async (hunt) => {
    const { failure, statistics } = await heddle(hunt, "one moment", 10_000);
    expect(failure?.error).toMatchObject({ message: "found" });
    expect(statistics.executions).toBeLessThanOrEqual(hunt.orders);
    expect(statistics.distinct).toBe(statistics.executions);
  },
);

test.each(hunts)("the default strategy runs $name once, $orders in all, and says that this is all", async (hunt) => {
  const { coverage, statistics } = await heddle({ ...hunt, wanted: undefined }, "one moment", 10_000);
  expect(coverage).toEqual({ kind: "complete" });
  expect(statistics).toMatchObject({ executions: hunt.orders, distinct: hunt.orders, redundant: 0 });
});

test("with footprints, 36 executions stand for the 1,680 orders of 3 tasks x 3 steps", async () => {
  const { coverage, statistics } = await heddle(everyOrder, "declared", 1000);
  expect(coverage).toEqual({ kind: "complete", upTo: "declared footprints" });
  expect(statistics).toMatchObject({ executions: 36, distinct: 36, redundant: 0 });
});

test("one preemption is found at once, however many moments there are", async () => {
  const { statistics } = await heddle(insideTheWindow, "two moments", 1000);
  expect(statistics.executions).toBeLessThanOrEqual(30);
});

describe("fast-check looks for the same", () => {
  test.each([threeConstraints, oneOrderOfSix])("$name", async (hunt) => {
    expect(await fastCheck(hunt, 1, 10_000)).toBeLessThan(10_000);
  });

  test("and gives up where it may", async () => {
    expect(await fastCheck(everyOrder, 1, 100)).toBe(Infinity);
  });
});
