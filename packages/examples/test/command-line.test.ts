import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { exploreRaces } from "../src/explore-races.ts";
import { races } from "../src/races/index.ts";
import { run } from "../src/run.ts";
import { Terminal } from "../src/terminal.ts";

describe("the command line", () => {
  test("explores one case: the failing order before the fix, all orders after it, and a summary", async () => {
    const { code, text } = await runs("zustand-rehydrate-race");
    expect(text).toContain("found in 5.0.9");
    expect(text).toMatch(/^ {6}step {2}body +another tab saves$/m);
    expect(text).toContain("5.0.10: all 10 interleavings pass");
    expect(text).toMatch(/^case +package +bug/m);
    expect(text).toContain("Known limits:");
    expect(code).toBe(0);
  });

  test.each([
    ["the bug is not found", "fixed", "5.0.9 does not fail"],
    ["something fails after the fix", "buggy", "5.0.10 fails, though it is fixed"],
  ] as const)("ends with exit code 1 if %s", async (_what, version, message) => {
    const race = races.find(({ id }) => id === "zustand-rehydrate-race")!;
    let text = "";
    const terminal = new Terminal({ write: (more) => (text += more) });
    const code = await exploreRaces([{ ...race, body: () => race.body(version) }], terminal);
    expect(text).toContain(message);
    expect(text).toContain("Not as claimed: zustand-rehydrate-race");
    expect(code).toBe(1);
  });

  test("prints a shell command that replays the failure", async () => {
    const { text } = await runs("zustand-rehydrate-race");
    const [, schedule] = /npm start -- zustand-rehydrate-race --replay (\S+)/.exec(text)!;
    const replayed = await runs("zustand-rehydrate-race", "--replay", schedule!);
    expect(replayed.text).toContain("Under this schedule zustand 5.0.9 fails");
    expect(replayed.text).toContain("what the other tab has saved is lost");
    expect(replayed.code).toBe(0);
  });

  test("says so when a schedule passes", async () => {
    const inOrder = await runs("zustand-rehydrate-race", "--replay", "h1-r--0000000");
    const [, trace] = /the trace is (\w+)/.exec(inOrder.text)!;
    const { code, text } = await runs("zustand-rehydrate-race", "--replay", `h1-r--${trace}`);
    expect(text).toContain("Under this schedule zustand 5.0.9 passes.");
    expect(code).toBe(1);
  });

  test("says where a schedule and the case part", async () => {
    const { code, text } = await runs("zustand-rehydrate-race", "--replay", "h1-r-2+9.9:abc-1234567");
    expect(text).toContain("The schedule does not fit this body");
    expect(code).toBe(1);
  });

  test("lists every case", async () => {
    const { code, text } = await runs("--list");
    expect(text.split("\n").map((line) => line.split(" ")[0])).toEqual([...races.map(({ id }) => id), ""]);
    expect(code).toBe(0);
  });

  test("answers an unknown case with the choices", async () => {
    const { code, text } = await runs("zustand");
    expect(text).toContain('There is no case "zustand". The cases are:');
    for (const { id } of races) expect(text).toContain(`  ${id}\n`);
    expect(code).toBe(2);
  });

  test.each([
    ["an unknown flag", ["--fast"], "Unknown option '--fast'"],
    ["--replay without a case", ["--replay", "h1-r--abc"], "--replay needs exactly one case"],
    ["--replay without a schedule", ["lokijs-dirty-flag", "--replay"], "argument missing"],
    ["--real without the tutorial", ["lokijs-dirty-flag", "--real"], "--real is for the programs of the tutorial"],
    ["what is no schedule", ["lokijs-dirty-flag", "--replay", "later"], '"later" is not a schedule'],
  ])("answers %s with what would make sense", async (_what, args, message) => {
    const { code, text } = await runs(...args);
    expect(text).toContain(message);
    expect(code).toBe(2);
  });

  test("ends the process with the exit code", () => {
    const main = `${import.meta.dirname}/../src/main.ts`;
    const { status, stderr } = spawnSync(process.execPath, ["--conditions=@heddle/source", main, "no-such-case"], {
      encoding: "utf8",
    });
    expect(stderr).toContain('There is no case "no-such-case"');
    expect(status).toBe(2);
  });
});

describe("the terminal", () => {
  test("shows progress and colours to a person, and clears the progress line for what follows", () => {
    expect(printed({ isTTY: true, environment: {} })).toBe("working\r\u001B[2K\u001B[31mred\u001B[39m\n");
  });

  test("prints plain text where NO_COLOR is set", () => {
    expect(printed({ isTTY: true, environment: { NO_COLOR: "1" } })).toBe("working\r\u001B[2Kred\n");
  });

  test("prints only plain lines into a file or a pipe", () => {
    expect(printed({ isTTY: false, environment: {} })).toBe("red\n");
  });
});

async function runs(...args: string[]): Promise<{ code: number; text: string }> {
  let text = "";
  const terminal = new Terminal({ write: (more) => (text += more) });
  const code = await run(args, terminal, terminal);
  return { code, text };
}

function printed({ isTTY, environment }: { isTTY: boolean; environment: Record<string, string> }): string {
  let text = "";
  const terminal = new Terminal({ isTTY, write: (more) => (text += more) }, environment);
  terminal.progress("working");
  terminal.print(terminal.red("red"));
  return text;
}
