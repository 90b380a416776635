// One process of replay:check. Without arguments: explores each program and prints its schedule and trace. With a number
// and what was recorded: replays each schedule so many times and prints each trace. A line of JSON for each.
import { explore, InterleavingError, replay } from "../../packages/interleave/src/index.ts";
import { programs } from "./programs.mjs";

const [replays, recorded] = process.argv.slice(2);

if (replays === undefined) {
  for (const [program, { body, options }] of Object.entries(programs)) {
    print(program, await failureOf(explore(body, options)));
  }
} else {
  for (const { program, schedule } of JSON.parse(recorded)) {
    const { body, options } = programs[program];
    for (let i = 0; i < Number(replays); i++) print(program, await failureOf(replay(body, schedule, options)));
  }
}

async function failureOf(running) {
  const error = await running.then(
    () => new Error("It fails under no order."),
    (error) => error,
  );
  if (error instanceof InterleavingError) return error.report.failure;
  throw error;
}

function print(program, { schedule, trace }) {
  console.log(JSON.stringify({ program, version: process.version, schedule, trace: JSON.stringify(trace) }));
}
