import { describeFailure, type FailingOrder } from "@heddle/interleave";
import type { Race } from "./race.ts";
import type { Terminal } from "./terminal.ts";

/** The library's report, indented, with the call that replays it as a shell command. */
export function describeFailingOrder(failure: FailingOrder, race: Race, terminal: Terminal): string {
  const replayWith = (schedule: string): string => `npm start -- ${race.id} --replay ${schedule}`;
  const [error = "", ...order] = describeFailure(failure, replayWith).split("\n");
  return [terminal.red(error), ...order.map((line) => (line.startsWith("▸") ? terminal.yellow(line) : line))]
    .map((line) => (line === "" ? line : `    ${line}`))
    .join("\n");
}
