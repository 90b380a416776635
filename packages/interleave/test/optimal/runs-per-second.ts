import { compile } from "./compile.ts";
import { explored } from "./explored.ts";
import { counters, type Known, lastZero, philosophers, readers, writes } from "./known-programs.ts";
import { World } from "./world.ts";

// How many runs a second of processor time does the exploration make, and how much of that is the programs' own time?
// node --conditions=@heddle/source packages/interleave/test/optimal/runs-per-second.ts

const programs: Known[] = [
  writes(2, 4),
  writes(2, 5),
  ...counters(4).filter(({ name }) => name === "inc(4)"),
  readers(13),
  lastZero(10),
  lastZero(11),
  philosophers(9),
];

// Of this thread: what others do meanwhile does not count.
function cpuSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}

for (const { name, program, traces } of programs) {
  const compiled = compile(program);
  let steps = 0;
  const began = cpuSeconds();
  const { executions, probes } = explored(compiled, {
    visit: (run) => void (steps += run.steps.length),
  });
  const seconds = cpuSeconds() - began;

  const beganAlone = cpuSeconds();
  for (let runs = 0; runs < executions; runs++) {
    const world = new World(compiled);
    for (let enabled = world.enabled(); enabled.length > 0; enabled = world.enabled()) world.step(enabled[0] as number);
  }
  const alone = cpuSeconds() - beganAlone;
  process.stdout.write(
    `${name}: ${executions} executions of ${traces}, ${probes} probes, ${(steps / executions).toFixed(1)} steps each; ` +
      `${Math.round((executions + probes) / seconds)} runs/s, ${Math.round(100 * (alone / seconds))} % of it the program\n`,
  );
}
