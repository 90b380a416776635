import { callSoonChain, type LoopProgram, switching, timers } from "./programs/loop.ts";
import { medianNs, type Rounds } from "./rounds.ts";
import { integer, table } from "./table.ts";

export const switches: readonly LoopProgram[] = [
  callSoonChain,
  switching("generators", 10),
  switching("async functions", 10),
];

/** What does a turn of the loop cost, and a timer among so many others? */
export async function turns(timerCounts: readonly number[], rounds: Rounds): Promise<string> {
  const ns = await medianNs([...switches, ...timerCounts.map((times) => ({ ...timers(times), times }))], rounds);
  return table(
    ["loop-core, in virtual time", "ns"],
    [...ns].map(([name, value]) => [name, integer(value)]),
  );
}
