// Runs the golden programs of asyncio on other runtimes than the pinned Node: `npm run test:runtimes`, or
// `npm run test:runtimes -- bun deno`. npx fetches each on demand.
import { spawnSync } from "node:child_process";

process.chdir(`${import.meta.dirname}/..`);

const RUNTIMES = {
  "node-22": ["--package=node@22", "--", "node"],
  "node-26": ["--package=node@26", "--", "node"],
  bun: ["bun@1.4.5"],
  deno: ["deno@2.9.6", "run", "--allow-read", "--allow-env"],
};
const program = ["--conditions=@heddle/source", "packages/conformance/src/golden-main.ts"];

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(RUNTIMES)) {
  const runtime = RUNTIMES[name];
  if (runtime === undefined) throw new Error(`No runtime "${name}": there are ${Object.keys(RUNTIMES).join(", ")}.`);
  const { status } = spawnSync("npx", ["--yes", ...runtime, ...program], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
