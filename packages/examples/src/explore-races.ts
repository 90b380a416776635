import { describeCoverage, type Report } from "@heddle/interleave";
import { describeFailingOrder } from "./failing-order.ts";
import { limits } from "./limits.ts";
import type { Race } from "./race.ts";
import { isAsClaimed, isRaceFound, type Study, study } from "./study.ts";
import { summary } from "./summary.ts";
import type { Terminal } from "./terminal.ts";

/** Explores each race before and after its fix and prints what comes out; the exit code says whether it is as claimed. */
export async function exploreRaces(races: readonly Race[], terminal: Terminal): Promise<number> {
  const studies: Study[] = [];
  for (const race of races) {
    printHeading(race, terminal);
    terminal.progress(`${race.id}: loading …`);
    const one = await study(race, (text) => terminal.progress(text));
    studies.push(one);
    printBuggy(one, terminal);
    printFixed(one, terminal);
  }
  const wrong = studies.filter((one) => !isAsClaimed(one));
  terminal.print(`${terminal.bold("Summary")}\n`);
  terminal.print(summary(studies));
  terminal.print(`\n${terminal.dim(limits)}`);
  if (wrong.length === 0) return 0;
  terminal.print(terminal.red(`\nNot as claimed: ${wrong.map(({ race }) => race.id).join(", ")}`));
  return 1;
}

function printHeading({ id, package: name, buggy, fixed, bug, link }: Race, terminal: Terminal): void {
  terminal.print(`${terminal.bold(id)}  ${name} ${buggy} → ${fixed}`);
  terminal.print(`  ${bug}`);
  terminal.print(`  ${terminal.dim(link)}\n`);
}

function printBuggy({ race, buggy }: Study, terminal: Terminal): void {
  if (buggy.failure === undefined) {
    terminal.print(`  ${terminal.red(`✗ ${race.buggy} does not fail`)}: ${describeCoverage(buggy)}\n`);
    return;
  }
  const verdict = isRaceFound(buggy)
    ? terminal.green(`✓ found in ${race.buggy}`)
    : terminal.red(`✗ ${race.buggy} could not be explored`);
  printFailure(verdict, race, buggy, terminal);
}

function printFixed({ race, fixed }: Study, terminal: Terminal): void {
  if (fixed.failure === undefined) {
    terminal.print(`  ${terminal.green(`✓ ${race.fixed}`)}: ${describeCoverage(fixed)}\n`);
    return;
  }
  printFailure(terminal.red(`✗ ${race.fixed} fails, though it is fixed`), race, fixed, terminal);
}

function printFailure(verdict: string, race: Race, { failure, statistics }: Report, terminal: Terminal): void {
  if (failure === undefined) return;
  const { executions, elapsedMs } = statistics;
  terminal.print(`  ${verdict} (execution ${executions}, ${elapsedMs.toFixed(0)} ms):\n`);
  terminal.print(`${describeFailingOrder(failure, race, terminal)}\n`);
}
