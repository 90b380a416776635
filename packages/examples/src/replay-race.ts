import { InterleavingError, replay, ScheduleMismatchError, ScheduleSyntaxError } from "@heddle/interleave";
import { describeFailingOrder } from "./failing-order.ts";
import type { Race } from "./race.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** Runs one order of events of the version before the fix; the exit code is 0 if it fails, as it did when it was found. */
export async function replayRace(race: Race, schedule: string, terminal: Terminal): Promise<number> {
  const version = `${race.package} ${race.buggy}`;
  const body = await race.body("buggy");
  try {
    await replay(body, schedule, race.options);
  } catch (error) {
    if (error instanceof InterleavingError) {
      terminal.print(`Under this schedule ${version} fails:\n`);
      terminal.print(describeFailingOrder(error.report.failure, race, terminal));
      return 0;
    }
    if (error instanceof ScheduleSyntaxError) throw new UsageError(error.message, { cause: error });
    if (!(error instanceof ScheduleMismatchError)) throw error;
    terminal.print(error.message);
    return 1;
  }
  terminal.print(`Under this schedule ${version} passes.`);
  return 1;
}
