import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

interface Ended {
  signal: NodeJS.Signals | null;
  stderr: string;
}

function run(program: URL): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["--conditions=@heddle/source", fileURLToPath(program)],
      { timeout: 20_000 },
      (_error, _stdout, stderr) => resolve({ signal: child.signalCode, stderr }),
    );
  });
}

async function lineOf(program: URL, marker: string): Promise<number> {
  const lines = (await readFile(program, "utf8")).split("\n");
  return lines.findIndex((line) => line.includes(`// ${marker}`)) + 1;
}

test.concurrent("an endless loop is named with step, place and schedule, and the process ended", async ({ expect }) => {
  const program = new URL("fixtures/endless-loop.ts", import.meta.url);
  const { signal, stderr } = await run(program);
  expect(stderr).toMatch(/Heddle: one step has run for 0\.3 s, and nothing can interrupt it\./);
  expect(stderr).toMatch(/It is step 2, respond "load"/);
  expect(stderr).toMatch(new RegExp(`fixtures/endless-loop\\.ts:${await lineOf(program, "loops here")}:`));
  expect(stderr).toMatch(/under the schedule h1-r--[0-9a-z]{7}/);
  expect(signal).toBe("SIGKILL");
});

test.concurrent("an endless chain of microtasks, too", async ({ expect }) => {
  const program = new URL("fixtures/endless-microtasks.ts", import.meta.url);
  const { signal, stderr } = await run(program);
  expect(stderr).toMatch(/Heddle: one step has run for 0\.3 s/);
  expect(stderr).toMatch(/It is step 2, respond "load"/);
  expect(stderr).toMatch(/under the schedule h1-r--[0-9a-z]{7}/);
  expect(signal).toBe("SIGKILL");
});

test("the fixtures are what the tests above take them for", async () => {
  for (const name of ["endless-loop", "endless-microtasks"]) {
    expect(await readFile(new URL(`fixtures/${name}.ts`, import.meta.url), "utf8")).toContain("stepLimitMs: 300");
  }
});
