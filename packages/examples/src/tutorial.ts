import { type OutcomeSet, outcomesOf, replay, ScheduleMismatchError, ScheduleSyntaxError } from "@heddle/interleave";
import { type Clock, realTimeClock } from "@heddle/loop-core";
import { VirtualClock } from "@heddle/virtual-time";
import { programs } from "../asyncio-tutorial/index.ts";
import { type Program, type RacingProgram, seconds } from "../asyncio-tutorial/program.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** A program of the tutorial and its name on the command line. */
export type NamedProgram = readonly [name: string, program: Program];

export const allPrograms: readonly NamedProgram[] = [...programs];

/** @throws {UsageError} if there is none of this name */
export function programNamed(name: string): NamedProgram {
  const program = programs.get(name);
  if (program !== undefined) return [name, program];
  throw new UsageError(`There is no program "${name}" in the tutorial. The programs are:\n${listOfPrograms()}`);
}

export function listOfPrograms(): string {
  return table(allPrograms.map(([name, { title }]) => [`  ${name}`, title]));
}

/** Runs programs one after another, in virtual time or in the host's; the exit code is 0. */
export async function runPrograms(chosen: readonly NamedProgram[], real: boolean, terminal: Terminal): Promise<number> {
  for (const named of chosen) {
    const [name, program] = named;
    terminal.print(`${terminal.bold(name)}  ${program.title}`);
    const main = "main" in program ? program.main : real ? program.real : undefined;
    if (main !== undefined) await runTimed(main, real, terminal);
    else if ("body" in program) await runExplored(name, program, terminal);
    terminal.print();
  }
  return 0;
}

/** Runs a program with a simulated thread under one schedule, as {@link runPrograms} has printed it. */
export async function replayProgram(
  [name, program]: NamedProgram,
  schedule: string,
  terminal: Terminal,
): Promise<number> {
  if (!("body" in program)) throw new UsageError(`Program ${name} has only one order of events: there is no schedule.`);
  let lines: readonly string[] = [];
  try {
    await replay(async (sim) => void (lines = await program.body(sim)), schedule);
  } catch (error) {
    if (error instanceof ScheduleSyntaxError) throw new UsageError(error.message, { cause: error });
    if (!(error instanceof ScheduleMismatchError)) throw error;
    terminal.print(error.message);
    return 1;
  }
  for (const line of lines) terminal.print(line);
  return 0;
}

async function runTimed(
  main: (stage: { clock: Clock; print: (line: string) => void }) => Promise<void>,
  real: boolean,
  terminal: Terminal,
): Promise<void> {
  const clock = real ? realTimeClock : new VirtualClock();
  const start = clock.now();
  const now = (): string => seconds(clock.now() - start);
  await main({ clock, print: (line) => terminal.print(`${terminal.dim(now().padStart(8))}  ${line}`) });
  terminal.print(terminal.dim(`   took ${now()} of ${real ? "real" : "virtual"} time`));
}

/** Every outcome that some order of events leads to, each with a schedule that does. */
async function runExplored(name: string, { body }: RacingProgram, terminal: Terminal): Promise<void> {
  const { outcomes, statistics }: OutcomeSet = await outcomesOf(body);
  for (const { value, failure, schedule } of outcomes) {
    if (failure !== undefined) throw failure.error;
    terminal.print(terminal.dim(`   npm start -- tutorial ${name} --replay ${schedule}`));
    for (const line of value as readonly string[]) terminal.print(`          ${line}`);
  }
  terminal.print(terminal.dim(`   ${outcomes.length} outcomes in ${statistics.distinct} orders of events`));
}
