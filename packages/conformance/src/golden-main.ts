// Runs all golden programs on the runtime that runs this: `npm run test:runtimes` does so on several.
import { probeMicrotaskDrain } from "@heddle/loop-core";
import { agreement, firstDifference } from "./compare.ts";
import { runProgram } from "./interpreter.ts";
import { asyncFunctionKind, generatorKind } from "./kinds.ts";
import { goldenPrograms } from "./language/golden.ts";

const programs = goldenPrograms();
const drain = await probeMicrotaskDrain();
const { bun, deno, node } = process.versions;
console.log(deno !== undefined ? `Deno ${deno}` : bun !== undefined ? `Bun ${bun}` : `Node ${node}`);
for (const kind of [generatorKind, asyncFunctionKind]) {
  const startedMs = performance.now();
  const differences: string[] = [];
  for (const program of programs) {
    const recording = await runProgram(program.prog, kind, { drain });
    if (agreement(program, recording) < 4) differences.push(firstDifference(program, recording));
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${programs.length - differences.length} of ${programs.length}, tasks of ${kind.name}s, ${seconds} s`);
  for (const difference of differences.slice(0, 3)) console.log(`\n${difference}\n`);
  if (differences.length > 0) process.exitCode = 1;
}
