import { Arbitrary, asyncProperty, check, type Stream, stream, Value } from "fast-check";
import type { Program } from "../language/grammar.ts";
import { smallerPrograms } from "./smaller-programs.ts";

/** Takes away from a program that fails whatever it can do without. What is left fails, and nothing smaller does. */
export async function shrinkProgram(program: Program, fails: (program: Program) => Promise<boolean>): Promise<Program> {
  const holds = asyncProperty(new Shrinking(program), async (candidate) => !(await fails(candidate)));
  const { counterexample } = await check(holds, { numRuns: 1 });
  return counterexample === null ? program : counterexample[0];
}

/** One program, and how to make it smaller: fast-check does the rest. */
class Shrinking extends Arbitrary<Program> {
  readonly #program: Program;

  constructor(program: Program) {
    super();
    this.#program = program;
  }

  override generate(): Value<Program> {
    return new Value(this.#program, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Program {
    return typeof value === "object" && value !== null;
  }

  override shrink(program: Program): Stream<Value<Program>> {
    return stream(smallerPrograms(program)).map((smaller) => new Value(smaller, undefined));
  }
}
