import type { Simulation } from "@heddle/interleave";
import * as fc from "fast-check";

/** How large a program may be. */
export interface ProgramSize {
  /** Default: 3. */
  maxTasks?: number;
  /** Operations of one task. Default: 3. */
  maxOperations?: number;
}

/**
 * Programs of a few tasks that run at the same time, each of a few operations; now and then of none. A failing one shrinks to the fewest tasks,
 * of the fewest and smallest operations.
 *
 * @param operation - makes one operation, as data: a name and its arguments, say
 * @throws {RangeError} for a size below 1
 * @example
 * const operation = fc.record({ type: fc.constantFrom("push", "pop"), value: fc.nat(9) });
 * await fc.assert(
 *   interleavingProperty(concurrentPrograms(operation), async (sim, program) => {
 *     const stack = new Stack();
 *     await program.run(sim, ({ type, value }) => (type === "push" ? stack.push(value) : stack.pop()));
 *     expect(stack.isSound()).toBe(true);
 *   }),
 * );
 */
export function concurrentPrograms<Operation>(
  operation: fc.Arbitrary<Operation>,
  { maxTasks = 3, maxOperations = 3 }: ProgramSize = {},
): fc.Arbitrary<ConcurrentProgram<Operation>> {
  for (const [name, value] of Object.entries({ maxTasks, maxOperations })) {
    if (!(value >= 1))
      throw new RangeError(`A program has at least one task of one operation, and ${name} is ${value}.`);
  }
  // Down to empty tasks, which are left out: an array that may be empty can lose any of its elements as it shrinks.
  const tasks = fc.array(fc.array(operation, { maxLength: maxOperations }), { maxLength: maxTasks });
  return tasks.map((all) => new ConcurrentProgram(all.filter(({ length }) => length > 0)));
}

/** Some tasks, each of which does its operations one after another, while the others do theirs. */
export class ConcurrentProgram<Operation> {
  /** The operations of each task. */
  readonly tasks: readonly (readonly Operation[])[];

  constructor(tasks: readonly (readonly Operation[])[]) {
    this.tasks = tasks;
  }

  /**
   * Runs all tasks, named `"task 1"`, `"task 2"` and so on.
   *
   * @param perform - does one operation; what it returns is awaited before the next
   * @returns what the operations of each task gave, in order; rejects with the first error
   */
  async run<Result>(
    sim: Simulation,
    perform: (operation: Operation, task: string) => Result | PromiseLike<Result>,
  ): Promise<Result[][]> {
    const one = (name: string, operations: readonly Operation[]) => async (): Promise<Result[]> => {
      const results: Result[] = [];
      for (const operation of operations) results.push(await perform(operation, name));
      return results;
    };
    const tasks = this.tasks.map((operations, i) => [`task ${i + 1}`, one(`task ${i + 1}`, operations)] as const);
    return Object.values(await sim.all(Object.fromEntries(tasks)));
  }

  /** One line a task. */
  toString(): string {
    const lines = this.tasks.map(
      (operations, i) => `  task ${i + 1}: ${operations.map((one) => fc.stringify(one)).join(", ")}`,
    );
    return `\n${lines.join("\n")}\n`;
  }
}
