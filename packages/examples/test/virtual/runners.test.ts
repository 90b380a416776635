import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";

// Other runners need nothing but a test that returns the promise of runVirtual.

const fixtures = join(import.meta.dirname, "runners");
const require = createRequire(import.meta.url);
const mocha = require.resolve("mocha/bin/mocha.js");
// In Jest each test file has a context of its own, with other globals than those of the runner.
const jest = [
  "--experimental-vm-modules",
  require.resolve("jest/bin/jest"),
  "--config",
  join(fixtures, "jest.config.mjs"),
];

test.each([
  [
    "node:test",
    ["--test-reporter=tap", "--test", join(fixtures, "node.fixture.ts")],
    /^ok 1 - an hour$/m,
    /^not ok 2 - /m,
  ],
  ["mocha", [mocha, "--reporter=tap", join(fixtures, "mocha.fixture.ts")], /^ok 1 an hour$/m, /^not ok 2 /m],
  ["Jest", jest, /✓ an hour(.|\n)*✓ fake timers of Jest/, /✕ a wait without end/],
])(
  "under %s an hour passes at once, and a wait without end fails its test",
  async (_runner, args, passed, failed) => {
    const printed = await run(args);
    expect(printed).toMatch(passed);
    expect(printed).toMatch(failed);
    expect(printed).toMatch("The body has not finished, and nothing is left that could go on");
    expect(printed).toMatch(/the body waits for .*\(started at .*(node|mocha|jest)\.fixture\.ts:\d\d:/);
  },
  60_000,
);

function run(args: string[]): Promise<string> {
  const { NODE_OPTIONS, NODE_TEST_CONTEXT, ...env } = process.env;
  void [NODE_OPTIONS, NODE_TEST_CONTEXT]; // it is no child of the run that tests it
  // It exits with 1, as one of the tests fails: what it prints is looked at.
  return new Promise((resolve) => {
    execFile(process.execPath, ["--conditions=@heddle/source", ...args], { env }, (_, out, err) => resolve(out + err));
  });
}
