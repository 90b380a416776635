import { outcomesOf } from "../../src/index.ts";
import { filesystem, type Known, lastZero, philosophers, readers, writes } from "../optimal/known-programs.ts";
import { bodyOf } from "./body-of.ts";
import type { Kind } from "./random-body.ts";

// Known answers of thousands of executions, in the engine: too long for the tests, seconds each. A row that differs, or that
// is not run exactly once for each trace, ends the program with 1.
// node --conditions=@heddle/source packages/interleave/test/footprints/large-answers.ts

const known: readonly Known[] = [
  lastZero(10),
  readers(8),
  readers(13),
  writes(3, 3),
  // With the loop's locks, which are given in the order of asking: exact-answers.test.ts says why there are more.
  { ...filesystem(18, 32), traces: 4 ** 5 },
  { ...filesystem(19, 64), traces: 4 ** 6 },
  { ...philosophers(5), traces: (2 ** 5 - 1) ** 2 },
];
const kinds: readonly Kind[] = ["async functions", "generators"];

for (const { name, program, traces } of known) {
  for (const kind of kinds) {
    const began = performance.now();
    const { statistics, coverage } = await outcomesOf(bodyOf(program, kind), {
      starts: "in order",
      footprints: "declared",
      strategy: "exhaustive",
      maxExecutions: 100_000,
      maxTimeMs: 600_000,
    });
    const { executions, distinct, redundant, probes } = statistics;
    const exact = executions === traces && distinct === traces && redundant === 0 && coverage.kind === "complete";
    if (!exact) process.exitCode = 1;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stdout.write(
      `${name}, ${kind}: ${executions} executions of ${traces} traces, ${distinct} distinct, ${redundant} redundant, ` +
        `${probes} probes, ${seconds} s${exact ? "" : ": DIFFERENT"}\n`,
    );
  }
}
