import { expect, test } from "vitest";
import { describeCoverage, describeFailure, explore, type Mark, type TraceEntry } from "../../src/index.ts";
import { columns } from "../../src/report/columns.ts";
import { showValue } from "../../src/report/show-value.ts";
import { failingOrder } from "../observe.ts";
import { independentTasks, lateTimer, leakyCancel, lostUpdate, openedAfterClose } from "../programs.ts";

test("a lost update, exactly", async () => {
  const order = await failingOrder(lostUpdate.body, { minimise: true });
  expect(describeFailure(order)).toMatchInlineSnapshot(`
    "Error: lost update: 90

    This order of events fails (found after 1 execution; 1 preemption; no order with fewer fails):

      step  alice         bob
         1  starts
         2  read →
         3  ← read = 100
    ▸    4                starts
         5                read →
         6                ← read = 100
         7                write →
         8                ← write
         9  write →
        10  ← write

    ▸ leaves a task that could have gone on
    The default order, first in, first out, fails as well.
    Replay it: replay(body, "h1-r-2+1.0:iye,3+2.0:1i6,5+4.0:iye,6+5.0:1i6,7+6.0:1qx,8+7.0:6yp-orlphm8")"
  `);
});

test("an order that was not minimised marks what is not first-in-first-out", async () => {
  const order = await failingOrder(openedAfterClose.body, { minimise: false });
  expect(describeFailure(order)).toMatchInlineSnapshot(`
    "Error: open after close

    This order of events fails (found after 2 executions; 1 switch between tasks):

      step  close    body
    ▸    1  happens
         2           connect →
         3           ← connect

    ▸ not in first-in-first-out order
    Replay it: replay(body, "h1-r-1_0.0:z8s-szslplf")"
  `);
});

test("times are shown where time passes", async () => {
  const order = await failingOrder(lateTimer.body);
  expect(describeFailure(order)).toMatchInlineSnapshot(`
    "Exception in callback: Error: not saved in time

    This order of events fails (found after 2 executions; 0 preemptions):

      step    time  body
         1  100 ms  ⏱ setTimeout 100 ms

    Replay it: replay(body, "h1-r-1+t:76m-obrlmg5")"
  `);
});

test("a cancel, exactly", async () => {
  const order = await failingOrder(leakyCancel.body, leakyCancel.options);
  expect(describeFailure(order)).toMatchInlineSnapshot(`
    "Error: the slot is still taken

    This order of events fails (found after 2 executions; 0 preemptions):

      step  alice
         1  starts
         2  ✗ is cancelled
         3  ⇄ work

    Replay it: replay(body, "h1-rc1-2+c.0:f4d-i67f91u")"
  `);
});

test("marks, answers and errors are in the column of their task", async () => {
  const order = await failingOrder(async (sim) => {
    sim.mark("begun");
    await sim.all({
      alice: async () => {
        await sim.io("ask", () => ({ id: 1 }), { collapse: true });
        sim.mark("asked");
        await sim.io("fail", () => Promise.reject(new TypeError("no")));
      },
    });
  });
  expect(describeFailure(order)).toMatchInlineSnapshot(`
    "TypeError: no

    This order of events fails (found after 1 execution; 0 preemptions):

      step  alice                   body
                                    • begun
         1  starts
         2  ⇄ ask
            • asked
         3  fail →
         4  ← fail ✗ TypeError: no

    The default order, first in, first out, fails as well.
    Replay it: replay(body, "h1-r--15f0qww")"
  `);
});

test("an empty trace says that no order matters", async () => {
  const order = await failingOrder(() => Promise.reject(new Error("at once")));
  expect(describeFailure(order)).toMatchInlineSnapshot(`
    "Error: at once

    It fails before anything can happen in another order (found after 1 execution; 0 preemptions).

    The default order, first in, first out, fails as well.
    Replay it: replay(body, "h1-r--81itlyj")"
  `);
});

test("a long trace leaves out what is in default order", () => {
  const entries: TraceEntry[] = Array.from({ length: 200 }, (_, i) => ({
    step: i + 1,
    atMs: 0,
    kind: "io",
    name: `call ${i}`,
    owner: i % 2 === 0 ? "a" : "b",
    identity: `${i}.0`,
    enabled: 1,
    preempts: false,
    detail: undefined,
    where: undefined,
  }));
  const marks: Mark[] = [{ name: "middle", data: undefined, owner: "a", step: 100, atMs: 0 }];
  const lines = columns(entries, marks, new Set([100])).split("\n");
  expect(lines.length).toBeLessThan(45);
  expect(lines.filter((line) => line.includes("more lines"))).toHaveLength(2);
  expect(lines.filter((line) => line.startsWith("▸"))).toHaveLength(1);
  const left = lines.map((line) => /… (\d+) more/.exec(line)?.[1]).reduce((sum, count) => sum + Number(count ?? 0), 0);
  expect(left + lines.length - 1 - 2).toBe(entries.length + marks.length);
});

test("coverage is told in one line", async () => {
  expect(describeCoverage(await explore(() => {}))).toMatchInlineSnapshot(`"the only interleaving passes"`);
  const sampled = await explore(independentTasks(3, 3, false), { maxExecutions: 300, strategy: "random" });
  expect(describeCoverage({ ...sampled, statistics: { ...sampled.statistics, distinct: 300 } })).toMatchInlineSnapshot(
    `"a sample passes: 300 executions, 300 different (ended by the budget: executions)"`,
  );
  const deviated = await explore(independentTasks(4, 3, false), { maxExecutions: 600 });
  expect(
    describeCoverage({ ...deviated, statistics: { ...deviated.statistics, distinct: 600 } }),
  ).toMatchInlineSnapshot(
    `"every order with at most 1 deviation from first-in-first-out passes, and a sample of the others: 600 executions, 600 different (ended by the budget: executions)"`,
  );
});

test.each([
  [undefined, "undefined"],
  [null, "null"],
  ["text", '"text"'],
  [{ a: [1, "b"] }, '{"a":[1,"b"]}'],
  [new RangeError("too far"), "RangeError: too far"],
  [showValue, "function showValue"],
  [10n, "10"],
  ["x".repeat(40), `"${"x".repeat(30)}…`],
])("a value is shown in a few characters: %o", (value, shown) => {
  expect(showValue(value)).toBe(shown);
});

test("a cyclic value and a throwing getter are shown all the same", () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  expect(showValue(cyclic)).toBe("[object Object]");
  expect(
    showValue({
      get it(): never {
        throw new Error("no");
      },
    }),
  ).toBe("[object Object]");
});
