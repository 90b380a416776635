import type { EventLoopOptions } from "@heddle/loop-core";
import { agreement, type LadderStep } from "../compare.ts";
import { runProgram } from "../interpreter.ts";
import type { Kind } from "../kinds.ts";
import type { GoldenProgram, Recording } from "../language/golden.ts";
import type { Program } from "../language/grammar.ts";

/** A program with which loop-core does something else than the oracle. */
export interface Difference {
  readonly kind: Kind;
  readonly program: Program;
  readonly expected: Recording;
  /** The recording, or what kept the run from ending. */
  readonly actual: Recording | Failure;
  /** How far the two agree. */
  readonly step: LadderStep;
}

interface Failure {
  readonly failure: unknown;
}

/** The first kind of coroutine that differs, if one does. */
export async function findDifference(
  { prog: program, ...expected }: Pick<GoldenProgram, "prog" | keyof Recording>,
  kinds: readonly Kind[],
  options: EventLoopOptions,
): Promise<Difference | undefined> {
  for (const kind of kinds) {
    const actual = await runProgram(program, kind, options).catch((failure: unknown): Failure => ({ failure }));
    const step = "failure" in actual ? 0 : agreement(expected, actual);
    if (step < 4) return { kind, program, expected, actual, step };
  }
  return undefined;
}

/** The kind, the program, and both traces around the first step that differs. */
export function describeDifference({ kind, program, expected, actual, step }: Difference): string {
  const where =
    "failure" in actual
      ? ["  loop-core did not come to an end:", indent(asText(actual.failure))]
      : sections(expected, actual);
  return [
    `with tasks of the kind "${kind.name}", equal up to step ${step} of 4:`,
    describeProgram(program),
    ...where,
  ].join("\n");
}

/** One line for each operation of main, and for all else. */
function describeProgram(program: Program): string {
  const { main = [], ...rest } = program;
  const lines = main.map((operation) => `    ${JSON.stringify(operation)}`).join(",\n");
  const others = Object.entries(rest).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  return `{\n${others.join("")}  "main": [\n${lines}\n  ]\n}`;
}

function sections(expected: Recording, actual: Recording): string[] {
  const lists = [
    ["trace", expected.trace, actual.trace],
    ["final states", expected.final, actual.final],
    ["time, turns and timers", [expected.meta], [actual.meta]],
  ] as const;
  for (const [name, theirs, ours] of lists) {
    const at = firstDiffering(theirs, ours);
    if (at !== undefined)
      return [`  The first step of the ${name} that differs is number ${at}:`, ...around(at, theirs, ours)];
  }
  return [];
}

function firstDiffering(theirs: readonly unknown[], ours: readonly unknown[]): number | undefined {
  const steps = [...(theirs.length > ours.length ? theirs : ours).keys()];
  return steps.find((step) => JSON.stringify(theirs[step]) !== JSON.stringify(ours[step]));
}

const BEFORE = 6;
const FROM = 5;

function around(at: number, theirs: readonly unknown[], ours: readonly unknown[]): string[] {
  const lines = (sign: string, steps: readonly unknown[]): string[] =>
    steps.length === 0 ? [`  ${sign} (the end)`] : steps.map((step) => `  ${sign} ${JSON.stringify(step)}`);
  return [
    ...theirs.slice(Math.max(0, at - BEFORE), at).map((step) => `    ${JSON.stringify(step)}`),
    ...lines("- CPython  ", theirs.slice(at, at + FROM)),
    ...lines("+ loop-core", ours.slice(at, at + FROM)),
  ];
}

function asText(failure: unknown): string {
  return failure instanceof Error ? (failure.stack ?? failure.message) : JSON.stringify(failure);
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
