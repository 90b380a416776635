import {
  bankRace,
  type DeclaredProgram,
  type Exploring,
  increments,
  observed,
  plain,
  reduced,
} from "./programs/declared.ts";
import type { Kind } from "./programs/loop.ts";
import { medianNs, type Rounds } from "./rounds.ts";
import { integer, ratio, table } from "./table.ts";

const kinds: readonly Kind[] = ["async functions", "generators"];

export const declaredPrograms: readonly DeclaredProgram[] = kinds.flatMap((kind) => [
  bankRace(kind),
  increments(2, kind),
  increments(3, kind),
]);

export const ways: readonly Exploring[] = [plain, observed, reduced];

/** What does it cost to watch what steps touch? A run is an execution, complete or given up. */
export async function footprints(program: DeclaredProgram, rounds: Rounds): Promise<string> {
  const runsPerExecution = new Map<Exploring, number>();
  const measured = ways.map((way) => ({
    name: way.name,
    async run(times: number) {
      const { complete, probes } = await way.run(program, times);
      runsPerExecution.set(way, (complete + probes) / complete);
    },
  }));
  const ns = await medianNs(measured, rounds);
  const nsOfRun = (way: Exploring): number => (ns.get(way.name) ?? NaN) / (runsPerExecution.get(way) ?? NaN);
  const row = (way: Exploring): string[] => [
    way.name,
    integer(1e9 / nsOfRun(way)),
    integer(1e9 / (ns.get(way.name) ?? NaN)),
    (nsOfRun(way) / 1000).toFixed(2),
    ratio(nsOfRun(way) / nsOfRun(plain)),
  ];
  return table([program.name, "runs/s", "executions/s", "µs a run", "of a plain run"], ways.map(row));
}
