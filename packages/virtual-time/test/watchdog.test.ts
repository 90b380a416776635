import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runVirtual } from "../src/index.ts";

const program = new URL("fixtures/endless-loop.ts", import.meta.url);

interface Ended {
  signal: NodeJS.Signals | null;
  stderr: string;
}

function run(where: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["--conditions=@heddle/source", fileURLToPath(program), where],
      { timeout: 20_000 },
      (_error, _stdout, stderr) => resolve({ signal: child.signalCode, stderr }),
    );
  });
}

test.concurrent.each([
  [
    "a timer's callback",
    "timer",
    /where it is 1000 ms; the last to run was setTimeout 1000 ms, made at .*endless-loop\.ts/,
  ],
  ["code after an await", "await", /where it is 0 ms\./],
  ["a call of advanceSync", "sync", /where it is 1000 ms; the last to run was setTimeout 1000 ms/],
])("an endless loop is named with its place, and the process ended: in %s", async (_where, argument, when) => {
  const { signal, stderr } = await run(argument);
  expect(stderr).toMatch(
    /Heddle: one step has run for 0\.3 s, and nothing can interrupt it\. It is code in virtual time/,
  );
  const line = (await readFile(program, "utf8")).split("\n").findIndex((text) => text.includes("// loops here")) + 1;
  expect(stderr).toMatch(new RegExp(`at \\S*endless \\(.*endless-loop\\.ts:${line}:`));
  expect(stderr).toMatch(when);
  expect(signal).toBe("SIGKILL");
});

test("what is done in many short steps is no endless loop, however the limit is set", async () => {
  for (const stepLimitMs of [0, 1000, 1e12, Infinity]) {
    const run = runVirtual(
      async (time) => {
        for (let i = 0; i < 100; i++) await new Promise((resolve) => setTimeout(resolve, 1000));
        return time.now();
      },
      { stepLimitMs },
    );
    expect(await run).toBe(100_000);
  }
});

test.each([-1, Number.NaN])("a limit of %s is refused", async (stepLimitMs) => {
  await expect(runVirtual(() => {}, { stepLimitMs })).rejects.toThrow(
    new RangeError(`stepLimitMs needs a number of milliseconds, or 0 for no limit, and got ${stepLimitMs}.`),
  );
});
