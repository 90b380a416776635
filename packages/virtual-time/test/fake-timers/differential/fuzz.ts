import { parseArgs } from "node:util";
import * as sinon from "@sinonjs/fake-timers";
import * as fc from "fast-check";
import * as ours from "../../../src/fake-timers/index.ts";
import { programs } from "./program.ts";
import { traceOf } from "./trace-of.ts";

// Random programs of timers, run by @sinonjs/fake-timers and by the drop-in: where do they differ?
// node --conditions=@heddle/source packages/virtual-time/test/fake-timers/differential/fuzz.ts --count 10000 --seed 1

const { values } = parseArgs({
  options: { count: { type: "string", default: "2000" }, seed: { type: "string", default: "1" } },
});

for (const passing of ["sync", "async"] as const) {
  const { failed, numRuns, counterexample } = await fc.check(
    fc.asyncProperty(programs(passing), async (program) => {
      const [expected, actual] = [await traceOf(sinon, program), await traceOf(ours, program)];
      // Where the timers end at the limit of a loop, the original fails: see exceptions.test.ts.
      const end = expected.findIndex((line) => line.includes("Cannot read properties of null (reading 'error')"));
      const told = (trace: string[]): string => (end === -1 ? trace : trace.slice(0, end)).join("\n");
      return told(expected) === told(actual);
    }),
    { seed: Number(values.seed), numRuns: Number(values.count) },
  );
  process.stdout.write(`${JSON.stringify({ passing, numRuns, failed })}\n`);
  const program = counterexample?.[0];
  if (program === undefined) continue;
  process.stdout.write(`${JSON.stringify(program)}\n`);
  process.stdout.write(`sinon\n  ${(await traceOf(sinon, program)).slice(0, 30).join("\n  ")}\n`);
  process.stdout.write(`ours\n  ${(await traceOf(ours, program)).slice(0, 30).join("\n  ")}\n`);
  process.exitCode = 1;
}
