import { spawnSync } from "node:child_process";
import { callSoonChain, type LoopProgram, spawning, switching, timers } from "./programs/loop.ts";
import { medianNs, type Rounds } from "./rounds.ts";
import { integer, ratio, table } from "./table.ts";

/** What a program of ours is compared with: the name of the same program in python/asyncio_costs.py. */
const PAIRS: readonly (readonly [LoopProgram & { times?: number }, string])[] = [
  [callSoonChain, "chain"],
  [switching("generators", 100), "switches"],
  [switching("async functions", 100), "switches"],
  [spawning("generators", 1000), "spawns"],
  [spawning("async functions", 1000), "spawns"],
  [{ ...timers(100_000), times: 100_000 }, "timers"],
];

/** How much less does loop-core pay than the asyncio that it copies? */
export async function asyncio(rounds: Rounds): Promise<string> {
  const python = asyncioCosts(rounds.rounds);
  if (python === undefined) return "No python3 here: skipped.";
  const ours = await medianNs(
    PAIRS.map(([program]) => program),
    rounds,
  );
  const rows = PAIRS.map(([{ name }, theirs]) => {
    const [us, them] = [ours.get(name) ?? NaN, python.costs[theirs] ?? NaN];
    return [name, integer(us), integer(them), ratio(them / us)];
  });
  return table(["", "loop-core, ns", `CPython ${python.version}, ns`, "faster"], rows);
}

interface AsyncioCosts {
  readonly version: string;
  readonly costs: Readonly<Record<string, number>>;
}

function asyncioCosts(rounds: number): AsyncioCosts | undefined {
  const script = `${import.meta.dirname}/../python/asyncio_costs.py`;
  const { status, stdout } = spawnSync("python3", [script, String(rounds)], { encoding: "utf8" });
  return status === 0 ? (JSON.parse(stdout) as AsyncioCosts) : undefined;
}
