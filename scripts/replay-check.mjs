// Checks that a printed schedule gives the same trace again, in other processes and on other versions of Node:
// `npm run replay:check`. Versions that are not installed are fetched on demand.
//
// One process explores and prints, for each program, a schedule and its trace. Then five processes a version replay each
// schedule 20 times, and each trace must be the same, byte for byte.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";

process.chdir(`${import.meta.dirname}/..`);

const VERSIONS = process.argv.length > 2 ? process.argv.slice(2) : ["22", "24", "26"];
const PROCESSES = 5;
const REPLAYS = 20;

const recorded = child(process.execPath, []).map(({ program, schedule, trace }) => ({ program, schedule, trace }));
for (const { program, schedule, trace } of recorded) {
  console.log(`replay:check  recorded on ${process.version}: ${program}, ${hashOf(trace)}, ${schedule}`);
}

let differences = 0;
for (const version of VERSIONS) {
  const began = performance.now();
  const node = executable(version);
  const same = new Map(recorded.map(({ program }) => [program, 0]));
  let exact = "";
  for (let i = 0; i < PROCESSES; i++) {
    for (const { program, version, trace } of child(node, [String(REPLAYS), JSON.stringify(recorded)])) {
      exact = version;
      const original = recorded.find((one) => one.program === program);
      if (trace === original.trace) same.set(program, same.get(program) + 1);
      else if (differences++ === 0) console.log(`replay:check  ${program} was\n${original.trace}\nand is\n${trace}`);
    }
  }
  const total = PROCESSES * REPLAYS;
  const counts = [...same].map(([program, count]) => `${program} ${count} of ${total}`).join(", ");
  const isSame = [...same.values()].every((count) => count === total);
  const took = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `replay:check  ${isSame ? "ok     " : "FAILED "} ${exact}: ${counts} (${PROCESSES} processes, ${took} s)`,
  );
  if (!isSame) process.exitCode = 1;
}

/** Runs the programs in a process of their own; the lines that it prints, as data. */
function child(node, args) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const file = "scripts/replay-check/child.mjs";
  const { status, stdout, stderr } = spawnSync(node, ["--conditions=@heddle/source", "--no-warnings", file, ...args], {
    env,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${node} ${file} ended with ${status}:\n${stderr}`);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The path of this version of Node. */
function executable(version) {
  const args = ["--yes", `--package=node@${version}`, "--", "node", "-p", "process.execPath"];
  const { status, stdout, stderr } = spawnSync("npx", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`npx ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return stdout.trim();
}

function hashOf(text) {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
