import { parseArgs } from "node:util";
import { compare, differs, shrink } from "./differential.ts";
import { print } from "./program.ts";
import { randomProgram } from "./random-program.ts";

// Compares the optimal exploration with every interleaving, for as many random programs as asked:
// node --conditions=@heddle/source packages/interleave/test/optimal/fuzz.ts --count 50000 --seed 1

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    /** Programs with more interleavings are left out. */
    limit: { type: "string", default: "8000" },
  },
});
const limit = Number(values.limit);
const write = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

const total = { traces: 0, interleavings: 0, missed: 0, redundant: 0, diverged: 0, probes: 0 };
let programs = 0;
let leftOut = 0;
for (let seed = Number(values.seed); programs < Number(values.count); seed++) {
  const program = randomProgram(seed);
  const comparison = compare(program, limit);
  if (comparison === undefined) {
    leftOut++;
    continue;
  }
  programs++;
  for (const [key, value] of Object.entries(comparison)) total[key as keyof typeof comparison] += value as number;
  if (!differs(comparison) || process.exitCode === 1) continue;
  process.exitCode = 1;
  write({ seed, ...comparison });
  const shrunk = shrink(program, limit);
  process.stdout.write(`${print(shrunk)}\n`);
  write(compare(shrunk, limit));
}
write({ programs, leftOut, ...total });
