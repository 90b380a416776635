// Installs the pinned tools and dependencies; `npm test` and `npm start` call it. Needs only Node 20 and npm.
// Like make, it does nothing while the last install is newer than every file that decides what to install.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";

process.chdir(`${import.meta.dirname}/..`);

const inputs = [
  "package.json",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "docs/package.json",
  ...readdirSync("packages").map((name) => `packages/${name}/package.json`),
];
const changedMs = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// pnpm writes this file last, so an interrupted install is not taken for a finished one.
const installedMs = changedMs("node_modules/.pnpm-workspace-state-v1.json");

if (inputs.some((file) => changedMs(file) >= installedMs)) {
  const [, version] = /^ {2}pnpm: (\S+)$/m.exec(readFileSync("pnpm-workspace.yaml", "utf8"));
  const npx = `npx --yes pnpm@${version} install --frozen-lockfile`;
  const { status } = spawnSync(npx, { stdio: ["ignore", "inherit", "inherit"], shell: true });
  process.exit(status ?? 1);
}
