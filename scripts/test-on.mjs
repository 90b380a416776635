// Runs the tests on other versions of Node than the pinned one: `npm run test:on -- 22 26` fetches each
// on demand, and `npm run test:on -- host` takes the one that runs npm. What follows "--" goes to vitest.
import { spawnSync } from "node:child_process";

process.chdir(`${import.meta.dirname}/..`);
const separator = process.argv.indexOf("--", 2);
const versions = process.argv.slice(2, separator < 0 ? undefined : separator);
const vitest = ["node_modules/vitest/vitest.mjs", "run", ...(separator < 0 ? [] : process.argv.slice(separator + 1))];

const commandFor = (version) =>
  version === "host"
    ? [process.env.npm_node_execpath, ...vitest]
    : ["npx", "--yes", `--package=node@${version}`, "--", "node", ...vitest];

if (versions.length === 0) throw new Error("Which versions? For example: npm run test:on -- host 22 26");

for (const version of versions) {
  const [command, ...args] = commandFor(version);
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
