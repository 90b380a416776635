import { parseCommand, usage } from "./command-line.ts";
import { exploreRaces } from "./explore-races.ts";
import { liveDays } from "./live-days.ts";
import { replayRace } from "./replay-race.ts";
import { races } from "./races/index.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { listOfPrograms, replayProgram, runPrograms } from "./tutorial.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Does what the command line says.
 *
 * @returns the exit code: 0 if everything is as these examples claim, 1 if not, 2 for a command line without sense
 */
export async function run(args: string[], terminal: Terminal, errors: Terminal): Promise<number> {
  try {
    const command = parseCommand(args);
    switch (command.kind) {
      case "help":
        terminal.print(usage);
        return 0;
      case "list":
        terminal.print(table(races.map(({ id, package: name, buggy, bug }) => [id, `${name} ${buggy}`, bug])));
        return 0;
      case "replay":
        return await replayRace(command.race, command.schedule, terminal);
      case "explore":
        return await exploreRaces(command.races, terminal);
      case "list programs":
        terminal.print(`${listOfPrograms()}\n\nnpm start -- tutorial 3 runs one of them, and "all" runs all.`);
        return 0;
      case "run programs":
        return await runPrograms(command.programs, command.real, terminal);
      case "replay program":
        return await replayProgram(command.program, command.schedule, terminal);
      case "live days":
        return await liveDays(command.days, terminal);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    errors.print(error.message);
    return 2;
  }
}
