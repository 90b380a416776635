import { expect, test } from "vitest";
import { HappensBefore } from "../../src/strategies/optimal/happens-before.ts";
import type { RunStep } from "../../src/strategies/optimal/run.ts";
import { step } from "./step.ts";

function orderOf(...steps: RunStep[]): HappensBefore {
  const order = new HappensBefore();
  for (const one of steps) order.add(one);
  return order;
}

test("a step happens after its creator, and after what opened its way", () => {
  const waits = [{ since: -1, until: 1 }];
  const order = orderOf(step(0), step(1), step(2, { creator: 0 }), step(3, { waits }));
  expect([order.inPast(0, 2), order.inPast(1, 2), order.inPast(0, 3), order.inPast(1, 3)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test("a step happens after what it conflicts with, and all before that", () => {
  const order = orderOf(step(0, { writes: [1] }), step(1, { reads: [1], writes: [2] }), step(2, { reads: [2] }));
  expect(order.inPast(0, 2)).toBe(true);
  expect(order.immediateConflicts(2)).toEqual([1]);
});

test("two reads have no order", () => {
  const order = orderOf(step(0, { reads: [1] }), step(1, { reads: [1] }));
  expect(order.inPast(0, 1)).toBe(false);
});

test("a conflict with something in between is not immediate", () => {
  const order = orderOf(step(0, { writes: [1] }), step(1, { writes: [1] }), step(2, { writes: [1] }));
  expect([0, 1, 2].map((position) => order.immediateConflicts(position))).toEqual([[], [0], [1]]);
});

test("a conflict with the creator is not a race", () => {
  expect(orderOf(step(0, { writes: [1] }), step(1, { writes: [1], creator: 0 })).immediateConflicts(1)).toEqual([]);
});

test("steps beyond a word of bits are ordered too", () => {
  const steps = Array.from({ length: 100 }, (_, event) => step(event, { writes: [event % 2] }));
  const order = orderOf(...steps);
  expect([order.inPast(1, 99), order.inPast(0, 99), order.inPast(40, 98), order.inPast(41, 98)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("what is forgotten leaves no trace", () => {
  const order = orderOf(step(0, { writes: [1] }), step(1, { writes: [1] }), step(2, { writes: [1] }));
  order.truncate(1);
  expect([order.position(0), order.position(1)]).toEqual([0, -1]);
  order.add(step(2, { writes: [1] }));
  expect(order.immediateConflicts(1)).toEqual([0]);
});
