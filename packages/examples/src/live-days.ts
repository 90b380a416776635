import type { Day, LivedDay } from "./day.ts";
import { table } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { HOUR } from "./time-of-day.ts";

/** Lives through the days and prints what happened in each; the exit code says whether it is as expected. */
export async function liveDays(days: readonly Day[], terminal: Terminal): Promise<number> {
  const rows = [["package", "kind", "what happened in a day", "virtual", "real"]];
  const failures: string[] = [];
  let virtualMs = 0;
  let realMs = 0;
  for (const day of days) {
    terminal.progress(`a day with ${day.package} …`);
    const name = `${day.package} ${day.version}`;
    try {
      const lived = await day.live();
      virtualMs += lived.virtualMs;
      realMs += lived.realMs;
      rows.push([name, day.kind, lived.happened, ...durations(lived)]);
    } catch (error) {
      rows.push([name, day.kind, "not as expected"]);
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (days.length > 1) rows.push(["together", "", "", ...durations({ virtualMs, realMs })]);
  terminal.print(table(rows));
  const kept = days.filter(({ keeps }) => keeps !== undefined);
  for (const day of kept) {
    terminal.print(terminal.dim(`\n${day.package} keeps ${day.keeps} of when it is imported: it is imported inside.`));
  }
  for (const failure of failures) terminal.print(terminal.red(`\n${failure}`));
  return failures.length === 0 ? 0 : 1;
}

function durations({ virtualMs, realMs }: Pick<LivedDay, "virtualMs" | "realMs">): string[] {
  return [`${virtualMs / HOUR} h`, `${realMs.toFixed(0)} ms`];
}
