// Runs the tests in a browser: `npm run test:browser`. What follows "--" goes to vitest.
//
// The browser is Chromium or Chrome: the one that CHROMIUM_PATH names, else that of this machine, else Playwright's.
// Without one there is nothing to run, which is a failure in CI only. With `--install` it is installed first, where this is
// Debian or the like and we are root; where that is impossible it is said, and is no failure.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright";

process.chdir(`${import.meta.dirname}/..`);

const install = process.argv.includes("--install");
const args = process.argv.slice(2).filter((arg) => arg !== "--install");
const say = (text) => console.log(`test:browser  ${text}`);

const named = process.env.CHROMIUM_PATH;
if (named !== undefined && !existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, where there is nothing.`);

const browser = named ?? find() ?? (install ? (installChromium(), find()) : undefined);
if (browser !== undefined) {
  say(`in ${browser}`);
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--config", "vitest.browser.config.ts", ...args];
  const env = { ...process.env, CHROMIUM_PATH: browser };
  process.exitCode = spawnSync(process.execPath, vitest, { stdio: "inherit", env }).status ?? 1;
} else {
  const where =
    "Install Chromium or Chrome (apt-get install chromium), or say where it is: CHROMIUM_PATH=/path/to/chrome";
  say(`NOT RUN: there is no browser on this machine. ${where}`);
  if (process.env.CI !== undefined && !install) process.exitCode = 1;
}

/** The path of a browser on this machine. */
function find() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  return [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    `${process.env.PROGRAMFILES}/Google/Chrome/Application/chrome.exe`,
    chromium.executablePath(), // where `npx playwright install chromium` puts it
  ].find((path) => existsSync(path));
}

/** Installs the browser of the distribution, or says why not. */
function installChromium() {
  if (process.getuid?.() !== 0) return say("can't install a browser: this is not root");
  const began = performance.now();
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => spawnSync("apt-get", ["-qq", ...args], { env, encoding: "utf8", timeout: 120_000 });
  apt("update"); // one source that can't be reached may not matter
  const { status, stderr, error } = apt("install", "--yes", "--no-install-recommends", "chromium");
  const took = `${((performance.now() - began) / 1000).toFixed(0)} s`;
  if (status === 0) say(`installed chromium (${took})`);
  else say(`can't install a browser (${took}): ${error?.message ?? (stderr ?? "").trim().split("\n").at(-1)}`);
}
