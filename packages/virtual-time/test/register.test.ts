import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

// Each in a process of its own, which begins with `register`.

const CONDITION = "--conditions=@heddle/source";

describe.each([["--import"], ["--require"]])("node %s @heddle/virtual-time/register", (how) => {
  test("makes what a module has kept of the globals obey, and they stay in place", async () => {
    expect(await run("one-copy.mjs", how)).toEqual({ hours: 6, stays: true });
  });

  test("serves every copy of the package, each once", async () => {
    expect(await run("two-copies.mjs", how)).toEqual({
      hours: [6, 6],
      stays: true,
      pending: [["setTimeout", 2000, true]],
    });
  });

  test("lets fake timers of others come and go, and time has one ruler", async () => {
    expect(await run("fakes-later.mjs", how)).toEqual({
      fired: true,
      refusals: ["ForeignFakeTimersError", "ForeignFakeTimersError"],
      stays: true,
      hours: 6,
    });
  });

  test("sees what comes later", async () => {
    expect(await run("appears-later.mjs", how)).toEqual({ frameAt: 1016 });
  });
});

test("without it, what was kept is the host's", async () => {
  const program =
    "const later = setTimeout; const { runVirtual } = await import('@heddle/virtual-time');" +
    "console.log(await runVirtual((time) => new Promise((resolve) => later(() => resolve(time.now()), 5))));";
  expect(await node(CONDITION, "--input-type=module", "--eval", program)).toBe(0);
});

function run(program: string, how: string): Promise<unknown> {
  const path = fileURLToPath(new URL(`register/${program}`, import.meta.url));
  return node(CONDITION, how, "@heddle/virtual-time/register", path);
}

async function node(...args: string[]): Promise<unknown> {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
  return JSON.parse(stdout);
}
