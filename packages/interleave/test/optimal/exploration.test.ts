import { describe, expect, test } from "vitest";
import { unknownFootprint } from "../../src/footprint.ts";
import { giveUp, OptimalExploration } from "../../src/strategies/optimal/exploration.ts";
import type { RunStep } from "../../src/strategies/optimal/run.ts";
import { step } from "./step.ts";

/** Runs of events that are there from the start, and may come in any order. Returns the orders. */
function ordersOf(steps: readonly RunStep[], exploration: OptimalExploration = new OptimalExploration()): string[] {
  const orders: string[] = [];
  while (exploration.next()) {
    const ran: RunStep[] = [];
    let left = steps;
    while (left.length > 0) {
      const chosen = exploration.choose(
        left.map(({ event }) => event),
        ran,
      );
      if (chosen === giveUp) break;
      ran.push(left.find(({ event }) => event === chosen) as RunStep);
      left = left.filter(({ event }) => event !== chosen);
    }
    if (left.length === 0 && exploration.learn({ steps: ran, pending: [] })) {
      orders.push(ran.map(({ event }) => event).join(" "));
    }
  }
  return orders;
}

describe("the runs of an exploration", () => {
  test("nothing to run is one run", () => {
    expect(ordersOf([])).toEqual([""]);
  });

  test("steps that have nothing in common run in one order, the default one", () => {
    expect(ordersOf([step(7, { writes: [1] }), step(5, { writes: [2] }), step(6)])).toEqual(["7 5 6"]);
  });

  test("steps that conflict run in all orders", () => {
    expect(ordersOf([step(0, { writes: [1] }), step(1, { writes: [1] }), step(2, { writes: [1] })])).toHaveLength(6);
  });

  test("a step of which nothing is known conflicts with every other", () => {
    const opaque = { ...step(0), footprint: unknownFootprint };
    expect(ordersOf([opaque, step(1, { writes: [1] }), step(2, { writes: [2] })])).toHaveLength(4);
  });
});

describe("what it is told", () => {
  test("a run that its caller drops is not counted, and the exploration goes on", () => {
    const exploration = new OptimalExploration();
    expect(exploration.next()).toBe(true);
    exploration.learn({ steps: [step(0, { writes: [1] }), step(1, { writes: [1] })], pending: [] });
    expect(exploration.next()).toBe(true);
    expect(exploration.next()).toBe(false);
    expect(exploration.executions).toBe(1);
  });

  test("an event that is not enabled where it was planned is reported", () => {
    const exploration = new OptimalExploration();
    exploration.next();
    exploration.learn({ steps: [step(0, { writes: [1] }), step(1, { writes: [1] })], pending: [] });
    exploration.next();
    expect(exploration.choose([0, 2], [])).toBe(giveUp);
    expect(exploration.next()).toBe(false);
    expect(exploration).toMatchObject({ executions: 1, probes: 0, diverged: 1 });
  });

  test("a run that went another way than planned, where nobody asked, is reported", () => {
    const exploration = new OptimalExploration();
    exploration.next();
    exploration.learn({ steps: [step(0, { writes: [1] }), step(1, { writes: [1] })], pending: [] });
    exploration.next();
    expect(exploration.learn({ steps: [step(0, { writes: [1] }), step(1, { writes: [1] })], pending: [] })).toBe(false);
    expect(exploration).toMatchObject({ executions: 1, diverged: 1 });
  });

  test("a step does not race with its creator, nor with what it waited for from the start", () => {
    const message = step(1, { writes: [1], creator: 0 });
    const join = step(2, { writes: [1], waits: [{ since: -1, until: 1 }] });
    const exploration = new OptimalExploration();
    exploration.next();
    exploration.learn({ steps: [step(0, { writes: [1] }), message, join], pending: [] });
    expect(exploration.next()).toBe(false);
  });

  test("an event that never happened races with the step that closed its way", () => {
    const exploration = new OptimalExploration();
    exploration.next();
    const dropped = { event: 1, creator: -1, waits: [{ since: 0, until: -1 }] };
    exploration.learn({ steps: [step(0, { writes: [1] })], pending: [dropped] });
    expect(exploration.next()).toBe(true);
    expect(exploration.choose([0, 1], [])).toBe(1);
  });
});
