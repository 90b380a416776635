import { parseArgs } from "node:util";
import { type Body, explore, type ExploreOptions } from "../src/index.ts";

// How much memory so many executions need, over what the first thousand need. All have a cap but the search by declared
// footprints, which keeps what it has not come to yet: about 0.4 kB an execution, here.
// node --expose-gc --conditions=@heddle/source packages/interleave/test/memory.ts --executions 1000000 --only deviations

const { values } = parseArgs({
  options: { executions: { type: "string", default: "1000000" }, only: { type: "string" } },
});
const executions = Number(values.executions);
const write = (text: string): void => void process.stdout.write(`${text}\n`);

/** Too many orders to come to an end. */
const body: Body = async (sim) => {
  const memory: Record<string, number> = sim.shared({ x: 0, y: 0, z: 0 });
  const works = (key: string) => async () => {
    for (let i = 0; i < 3; i++) await sim.io(key, () => void memory[key]!++, { collapse: true, touches: [key] });
  };
  await sim.all({
    a: works("x"),
    b: works("x"),
    c: works("y"),
    d: works("y"),
    e: works("z"),
    f: works("x"),
    g: works("y"),
    h: works("x"),
  });
};

function usedMB(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

const runs: [string, ExploreOptions][] = [
  ["exhaustive", { strategy: "exhaustive" }],
  ["declared footprints", { strategy: "exhaustive", footprints: "declared" }],
  ["deviations", { strategy: "deviations" }],
  ["random", { strategy: "random" }],
  ["the default", {}],
];
for (const [name, options] of runs.filter(([name]) => (values.only ?? name) === name)) {
  const budget = { ...options, starts: "in order", maxTimeMs: Infinity } as const;
  await explore(body, { ...budget, maxExecutions: 1000 });
  const beforeMB = usedMB();
  let mostMB = 0;
  let nextMs = 2000;
  const { statistics } = await explore(body, {
    ...budget,
    maxExecutions: executions,
    onProgress: ({ elapsedMs }) => {
      if (elapsedMs < nextMs) return;
      nextMs = elapsedMs + 2000;
      mostMB = Math.max(mostMB, usedMB() - beforeMB);
    },
  });
  const { distinct, unremembered, elapsedMs } = statistics;
  const second = Math.round((1000 * statistics.executions) / elapsedMs);
  write(
    `${name}: ${statistics.executions} executions, ${distinct} distinct, ${unremembered} not remembered; ` +
      `at most ${mostMB.toFixed(0)} MB more; ${second} a second`,
  );
}
