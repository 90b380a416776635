import { parseArgs } from "node:util";
import { compare, compareObserved, compareParts, type Comparison } from "./comparison.ts";
import { bodyOf, type Kind, picks, randomProgram } from "./random-body.ts";

// Random programs in the engine: one execution for each set of equivalent ones, against every interleaving.
// node --conditions=@heddle/source packages/interleave/test/footprints/fuzz.ts --count 1000 --seed 1
// With --parts, the search in 2 to 4 parts, against the search as a whole.
// With --observers, the search up to observers, by the outcomes that it finds.
// With --limit, without the programs that have more interleavings: tens of thousands of small ones take an hour.

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    limit: { type: "string", default: "5000" },
    parts: { type: "boolean", default: false },
    observers: { type: "boolean", default: false },
  },
});
const write = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

const limit = Number(values.limit);
const kinds: readonly Kind[] = ["generators", "async functions"];
const total = { programs: 0, skipped: 0, executions: 0, traces: 0, missed: 0, twice: 0, torn: 0, incomplete: 0 };
if (values.observers) await upToObservers();
else await upToFootprints();

async function upToObservers(): Promise<void> {
  const found = { programs: 0, skipped: 0, executions: 0, mazurkiewicz: 0, observers: 0, missed: 0, redundant: 0 };
  for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.count); seed++) {
    const program = randomProgram(seed, "many overwrites");
    for (const kind of kinds) {
      const comparison = await compareObserved(bodyOf(program, kind), program.options, limit);
      if (comparison === undefined) {
        found.skipped++;
        break; // the other kind has about as many
      }
      found.programs++;
      const { executions, mazurkiewicz, observers, missed, redundant, complete } = comparison;
      for (const [key, value] of Object.entries({ executions, mazurkiewicz, observers, missed, redundant })) {
        found[key as keyof typeof found] += value;
      }
      if (missed + redundant > 0 || !complete) write({ seed, kind, ...comparison, program });
    }
  }
  write(found);
}

async function upToFootprints(): Promise<void> {
  for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.count); seed++) {
    const program = randomProgram(seed);
    if (values.parts) {
      if (picks(program)) continue; // that can't be divided
      const union = await compareParts(bodyOf(program, "async functions"), program.options, 2 + (seed % 3), limit);
      if (union === undefined) {
        total.skipped++;
        continue;
      }
      const { traces, missed, twice, torn, redundant, complete } = union;
      add({ executions: traces + redundant, traces, missed, twice, torn, probes: redundant, complete });
      if (missed + twice + torn > 0) write({ seed, ...union, program });
      continue;
    }
    for (const kind of kinds) {
      const comparison = await compare(bodyOf(program, kind), program.options, limit);
      if (comparison === undefined) {
        total.skipped++;
        break; // the other kind has about as many
      }
      add(comparison);
      const { missed, twice, torn, complete } = comparison;
      if (missed + twice + torn > 0 || !complete) write({ seed, kind, ...comparison, program });
    }
  }
  write(total);
}

function add({ executions, traces, missed, twice, torn, complete }: Comparison): void {
  total.programs++;
  total.executions += executions;
  total.traces += traces;
  total.missed += missed;
  total.twice += twice;
  total.torn += torn;
  total.incomplete += Number(!complete);
}
