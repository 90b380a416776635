import { parseArgs } from "node:util";
import { compile } from "./compile.ts";
import { explored } from "./explored.ts";
import { compareObserved, differsObserved, shrinkObserved } from "./observers-differential.ts";
import { print } from "./program.ts";
import { randomProgram } from "./random-program.ts";

// Compares the exploration up to observers with every interleaving, for as many random programs as asked:
// node --conditions=@heddle/source packages/interleave/test/optimal/observers-fuzz.ts --count 50000 --seed 1

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    /** Programs with more interleavings are left out. */
    limit: { type: "string", default: "2000" },
    /** "all kinds", or "many overwrites". */
    accesses: { type: "string", default: "many overwrites" },
  },
});
const limit = Number(values.limit);
const write = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

const total: Record<string, number> = {};
let programs = 0;
let leftOut = 0;
/** Runs that the search makes for which the order of all writes counts. */
let mazurkiewicz = 0;
for (let seed = Number(values.seed); programs < Number(values.count); seed++) {
  const program = randomProgram(seed, values.accesses as "many overwrites");
  const comparison = compareObserved(program, limit);
  if (comparison === undefined) {
    leftOut++;
    continue;
  }
  programs++;
  mazurkiewicz += explored(compile(program)).executions;
  for (const [key, value] of Object.entries(comparison)) total[key] = (total[key] ?? 0) + (value as number);
  if (!differsObserved(comparison) || process.exitCode === 1) continue;
  process.exitCode = 1;
  write({ seed, ...comparison });
  process.stdout.write(`${print(shrinkObserved(program, limit, differsObserved))}\n`);
}
write({ programs, leftOut, mazurkiewicz, ...total });
