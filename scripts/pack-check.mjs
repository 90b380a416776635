// Checks the built packages as a user gets them: `npm run pack:check`, after `npm run build`.
//
// Packs each public package, installs the tarballs with npm into an empty project, and there runs what is in
// scripts/pack-check: an ES module, a CommonJS module, both after register, a TypeScript program under two kinds of module resolution, vitest,
// a property of fast-check, and threads, without the package that they need for a pool and with it.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

const packages = readdirSync(join(root, "packages"))
  .map((name) => ({
    folder: join(root, "packages", name),
    manifest: readJson(join(root, "packages", name, "package.json")),
  }))
  .filter(({ manifest }) => manifest.private !== true);

for (const { folder, manifest } of packages) {
  if (!existsSync(join(folder, "dist"))) throw new Error(`${manifest.name} is not built: npm run build`);
}

const project = mkdtempSync(join(tmpdir(), "heddle-pack-check-"));
let failures = 0;
try {
  checkIn(project);
} finally {
  rmSync(project, { recursive: true, force: true });
}
if (failures > 0) {
  console.error(`pack:check: ${failures} failed`);
  process.exitCode = 1;
}

function checkIn(folder) {
  cpSync(join(root, "scripts/pack-check"), folder, { recursive: true });
  for (const kind of ["mts", "cts"]) cpSync(join(folder, "program.ts"), join(folder, `program.${kind}`));
  if (!step("pnpm pack", () => packages.map((one) => run("pnpm", ["pack", "--pack-destination", folder], one.folder))))
    return;
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifestOf(folder), null, 2));
  const install = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  if (!step("npm install", () => run("npm", install, folder))) return;
  const bin = (name) => join(root, "node_modules/.bin", name);
  step("ES module", () => run(process.execPath, ["program.mjs"], folder));
  step("CommonJS module", () => run(process.execPath, ["program.cjs"], folder));
  for (const how of ["--import", "--require"]) {
    for (const program of ["registered.mjs", "registered.cjs"]) {
      const args = [how, "@heddle/virtual-time/register", program];
      step(`node ${args.join(" ")}`, () => run(process.execPath, args, folder));
    }
  }
  step("types, node16", () => run(bin("tsc"), ["-p", "tsconfig.node16.json"], folder));
  step("types, bundler", () => run(bin("tsc"), ["-p", "tsconfig.bundler.json"], folder));
  step("vitest, a race", () => {
    const printed = run("npx", ["--no-install", "vitest", "run", "race"], folder, { status: 1 });
    for (const text of [
      "InterleavingError: AssertionError: expected -60",
      "  step  alice",
      "❯ race.test.ts:",
      'replay(body, "',
    ]) {
      if (!printed.includes(text)) throw new Error(`"${text}" is not in what vitest printed:\n${printed}`);
    }
  });
  step("vitest, its fix", () => run("npx", ["--no-install", "vitest", "run", "fixed"], folder));
  const fastCheck = `fast-check@${versionOf("packages/interleave", "fast-check")}`;
  if (!step("npm install fast-check", () => run("npm", [...install, fastCheck], folder))) return;
  step("a property, ES module", () => run(process.execPath, ["property.mjs"], folder));
  step("a property, CommonJS module", () => run(process.execPath, ["property.cjs"], folder));
  step("threads without a pool", () => run(process.execPath, ["threads-alone.mjs"], folder));
  const piscina = `piscina@${versionOf("packages/loop-core", "piscina")}`;
  if (!step("npm install piscina", () => run("npm", [...install, piscina], folder))) return;
  step("threads, ES module", () => run(process.execPath, ["threads.mjs"], folder));
  step("threads, CommonJS module", () => run(process.execPath, ["threads.cjs"], folder));
}

/** The project: our tarballs, and nothing of ours from the registry. */
function manifestOf(folder) {
  const tarballs = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  const ours = Object.fromEntries(
    packages.map(({ manifest: { name, version } }) => {
      const tarball = `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
      if (!tarballs.includes(tarball)) throw new Error(`No ${tarball} among ${tarballs.join(", ")}`);
      return [name, `file:./${tarball}`];
    }),
  );
  const vitest = versionOf("packages/vitest", "vitest");
  return { name: "consumer", private: true, dependencies: { ...ours, vitest }, overrides: ours };
}

/** The version of a package that one of ours is tested with. */
function versionOf(folder, name) {
  return readJson(join(root, folder, "node_modules", name, "package.json")).version;
}

/** Does one thing and says how it went; `false` if it failed. */
function step(name, work) {
  const began = performance.now();
  try {
    work();
    console.log(`pack:check  ok      ${name} (${seconds(performance.now() - began)})`);
    return true;
  } catch (error) {
    failures++;
    console.log(`pack:check  FAILED  ${name}\n${error.message}`);
    return false;
  }
}

/** Runs a command to its end; what it printed. */
function run(command, args, cwd, expected = { status: 0 }) {
  const { NODE_OPTIONS: _, ...env } = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: "utf8", timeout: 120_000 });
  if (error !== undefined) throw error;
  if (status !== expected.status)
    throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return stdout + stderr;
}
