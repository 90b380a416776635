import { InterleavingError, type Simulation } from "@heddle/interleave";
import { ConcurrentProgram, concurrentPrograms, interleavingProperty } from "@heddle/interleave/fast-check";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Fails if two withdrawals see the same balance, and both take more than half of it. */
async function overdraw(sim: Simulation, amounts: readonly number[]): Promise<void> {
  let balance = 100;
  const withdraw = (amount: number) => async () => {
    const seen = await sim.io("read", () => balance);
    if (seen >= amount) await sim.io("write", () => void (balance -= amount));
  };
  await sim.all(Object.fromEntries(amounts.map((amount, i) => [`task ${i}`, withdraw(amount)])));
  if (balance < 0) throw new RangeError(`The balance is ${balance}`);
}

describe("interleavingProperty", () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 4 });

  test("shrinks a failing input to the smallest that fails in some order", async () => {
    const result = await fc.check(interleavingProperty(amounts, overdraw), { seed: 1 });
    expect(result.failed).toBe(true);
    const [smallest] = result.counterexample as [number[]];
    expect(smallest).toHaveLength(2); // one task alone never overdraws
    expect(Math.max(...smallest) + Math.min(...smallest)).toBe(101); // and nothing smaller exceeds 100
  });

  test("fails with the report of the order in which the smallest input fails", async () => {
    const { errorInstance } = await fc.check(interleavingProperty(amounts, overdraw), { seed: 1 });
    expect(errorInstance).toBeInstanceOf(InterleavingError);
    const { report } = errorInstance as InterleavingError;
    expect(report.failure).toMatchObject({ kind: "error", preemptions: 1, proven: true });
    expect(report.failure.error).toEqual(new RangeError("The balance is -1"));
  });

  test("holds where no input fails in any order", async () => {
    const body = (sim: Simulation, names: string[]): unknown =>
      sim.all(Object.fromEntries(names.map((name) => [name, () => sim.io("ask", () => name)])));
    await fc.assert(interleavingProperty(fc.uniqueArray(fc.string(), { maxLength: 2 }), body), { numRuns: 10 });
  });

  test("an input that the body turns down by fc.pre is no failure, and does not count", async () => {
    let turnedDown = 0;
    const body = (_sim: Simulation, n: number): void => {
      if (n % 2 === 1) turnedDown++;
      fc.pre(n % 2 === 0);
    };
    const result = await fc.check(interleavingProperty(fc.nat(), body), { seed: 3, numRuns: 20 });
    expect(result).toMatchObject({ failed: false, numRuns: 20 });
    expect(result.numSkips).toBeGreaterThan(0);
    expect(turnedDown).toBeGreaterThanOrEqual(result.numSkips);
  });

  test("runs at most a hundred executions an input, or as many as the options say", async () => {
    let executions = 0;
    const body = async (sim: Simulation): Promise<void> => {
      executions++;
      await overdraw(sim, [10, 10, 10]);
    };
    await fc.assert(interleavingProperty(fc.constant(0), body), { numRuns: 1 });
    const byDefault = executions;
    executions = 0;
    await fc.assert(interleavingProperty(fc.constant(0), body, { maxExecutions: 10 }), { numRuns: 1 });
    expect(byDefault - executions).toBe(90);
  });
});

describe("concurrentPrograms", () => {
  const operation = fc.oneof(
    fc.record({ type: fc.constant("add" as const), amount: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ type: fc.constant("read" as const) }),
  );

  const lostUpdate = interleavingProperty(concurrentPrograms(operation), async (sim, program) => {
    let total = 0;
    let expected = 0;
    await program.run(sim, async (one) => {
      if (one.type === "read") return sim.io("read", () => total);
      const seen = await sim.io("read", () => total);
      expected += one.amount;
      return sim.io("write", () => (total = seen + one.amount));
    });
    if (total !== expected) throw new Error(`${total} instead of ${expected}`);
  });

  test("a failing program shrinks to the fewest tasks and the smallest operations", async () => {
    const { counterexample } = await fc.check(lostUpdate, { seed: 5 });
    const [program] = counterexample as [ConcurrentProgram<unknown>];
    const add = { type: "add", amount: 1 };
    expect(program.tasks).toEqual([[add], [add]]);
  });

  test("is printed as one line a task", () => {
    const program = new ConcurrentProgram([[{ push: 1 }, { pop: true }], [{ push: 2 }]]);
    expect(fc.stringify(program)).toBe('\n  task 1: {"push":1}, {"pop":true}\n  task 2: {"push":2}\n');
  });

  test("gives the results of each task's operations, in order", async () => {
    const program = new ConcurrentProgram([[1, 2], [3]]);
    const property = interleavingProperty(fc.constant(program), async (sim, one) => {
      const results = await one.run(sim, (n, task) => sim.io("ask", () => `${task} got ${n}`));
      if (results.flat().join() !== "task 1 got 1,task 1 got 2,task 2 got 3") throw new Error(results.flat().join());
    });
    await fc.assert(property, { numRuns: 1 });
  });

  test("a size below one is refused, by name", () => {
    expect(() => concurrentPrograms(fc.nat(), { maxTasks: 0 })).toThrow(/maxTasks is 0/);
  });
});
