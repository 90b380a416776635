import { macrotaskHop, probeMicrotaskDrain } from "@heddle/loop-core";
import { describe, expect, test } from "vitest";
import { exhaustive, explore, random, type Strategy } from "../src/index.ts";
import { failureOf, observeEach } from "./observe.ts";
import { type Program, programs, quick } from "./programs.ts";

const AT_MOST = 120;

async function everything({ body, options }: Program, strategy: Strategy, drain: typeof macrotaskHop) {
  const observed = await observeEach(body, strategy, { ...options, drain, maxExecutions: AT_MOST });
  return observed.map((one) => ({
    trace: one.trace,
    failure: failureOf(one),
    schedule: one.schedule,
    marks: one.marks,
  }));
}

test("this host has a synchronous drain to compare with", async () => {
  expect((await probeMicrotaskDrain()).drain).not.toBeNull();
});

describe("a step is one callback and its microtasks, however they are drained", () => {
  test.each(programs)("$name", async (program) => {
    const strategy = program.schedules <= AT_MOST ? exhaustive : () => random(1);
    const synchronous = await everything(program, strategy(), await probeMicrotaskDrain());
    expect(await everything(program, strategy(), macrotaskHop)).toEqual(synchronous);
  });

  test.each(quick)("the report on $name is the same", async ({ body, options, fails }) => {
    const report = async (drain: typeof macrotaskHop): Promise<unknown> => {
      try {
        const { statistics, ...rest } = await explore(body, { ...options, drain, maxExecutions: 100 });
        return { ...rest, statistics: { ...statistics, elapsedMs: 0, perSecond: 0 } };
      } catch (error) {
        return String(error);
      }
    };
    const synchronous = await report(await probeMicrotaskDrain());
    expect(typeof synchronous).toBe(fails === undefined ? "object" : "string");
    expect(await report(macrotaskHop)).toEqual(synchronous);
  });
});
