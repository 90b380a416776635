import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { programs } from "../asyncio-tutorial/index.ts";
import { run } from "../src/run.ts";
import { Terminal } from "../src/terminal.ts";

/** What each program prints in virtual time, with the seconds of its clock in front. */
const printed: Record<string, readonly string[]> = {
  "1": ["1 s  elapsed: 1 s", "1 s  closed: true", "took 1 s"],
  "2": ["0 s  Task-1: pending", "1 s  elapsed: 1 s", "1 s  Task-1: done, with the result undefined", "took 1 s"],
  "3": [
    "0 s  InvalidStateError: result() does not fit a future that is pending. Await it, or ask in a done callback.",
    "1 s  elapsed: 1 s",
    "took 1 s",
  ],
  "4": ["1 s  the callback has it: elapsed: 1 s", "1 s  runUntilComplete() has returned", "took 1 s"],
  "5": [
    "0 s  FutureTypeError: wait() takes futures and tasks, and was given something else. Start a coroutine with " +
      "createTask() first.",
    "1 s  task 1: 1 s",
    "2 s  task 2: 2 s",
    "3 s  task 3: 3 s",
    "3 s  total: 3 s",
    "took 3 s",
  ],
  "6": ["3 s  task 1: 1 s", "3 s  task 2: 2 s", "3 s  task 3: 3 s", "3 s  total: 3 s", "took 3 s"],
  "7": ["1 s  task 1: 1 s", "2 s  task 2: 2 s", "3 s  task 3: 3 s", "3 s  total: 3 s", "took 3 s"],
  "10": ["1 s  task 1: 1 s", "took 1 s"],
  "11": ["1 s  task 1: 1 s", "2 s  task 2: 2 s", "3 s  task 3: 3 s", "3 s  total: 3 s", "took 3 s"],
  "12": ['3 s  ["task 1: 1 s","task 2: 2 s","task 3: 3 s"]', "3 s  total: 3 s", "took 3 s"],
  "pitfall-one-by-one": ["1 s  task 1: 1 s", "3 s  task 2: 3 s", "6 s  task 3: 6 s", "6 s  total: 6 s", "took 6 s"],
  story: [
    "30 s  the rice is done",
    "70 s  the washing is done",
    "120 s  homework is done; one after another: 120 s",
    "150 s  the rice is done",
    "170 s  the washing is done",
    "190 s  homework is done; at the same time: 70 s",
    "took 190 s",
  ],
};

/** What each program with two threads may print, and nothing else. */
const outcomes: Record<string, readonly (readonly string[])[]> = {
  "8": [
    ["task 2", "task 3"],
    ["task 1", "task 2", "task 3"],
  ],
  "9": [
    ["0 s: the caller goes on", "2 s: task 2", "3 s: task 3", "cancel() returned true"],
    ["0 s: the caller goes on", "1 s: task 1", "2 s: task 2", "3 s: task 3", "cancel() returned false"],
  ],
  "pitfall-cancel": [
    [
      "cancel() returned true: not delivered",
      "who takes the cancel for granted pays back rightly",
      "who looks at its answer pays back, rightly",
    ],
    [
      "cancel() returned false: delivered",
      "who takes the cancel for granted pays back too much",
      "who looks at its answer does not pay back, rightly",
    ],
  ],
};

describe("the tutorial", () => {
  test("has its twelve programs, the two pitfalls and the story, all of them tested here", () => {
    expect([...programs.keys()].toSorted()).toEqual([...Object.keys(printed), ...Object.keys(outcomes)].toSorted());
    const files = readdirSync(`${import.meta.dirname}/../asyncio-tutorial`).filter((name) =>
      /^(\d|pitfall|story)/.test(name),
    );
    expect(files).toHaveLength(programs.size);
  });

  test.each(Object.entries(printed))("program %s prints what it should, when it should", async (name, lines) => {
    const { code, text } = await runs(name);
    const [title, ...rest] = linesOf(text);
    expect(title).toBe(`${name}  ${programs.get(name)!.title}`);
    expect(rest).toEqual(lines.map((line) => (line.startsWith("took") ? `${line} of virtual time` : line)));
    expect(code).toBe(0);
  });

  test.each(Object.entries(outcomes))(
    "program %s shows all it may print, each by a schedule that prints it",
    async (name, all) => {
      const { text } = await runs(name);
      const shown = [...text.matchAll(/--replay (\S+)\n((?: {10}.*\n)+)/g)];
      expect(shown.map(([, , lines]) => linesOf(lines!).join()).toSorted()).toEqual(
        all.map((lines) => lines.join()).toSorted(),
      );
      expect(text).toContain(`${all.length} outcomes in`);
      for (const [, schedule, lines] of shown) {
        const replayed = await runs(name, "--replay", schedule!);
        expect(linesOf(replayed.text)).toEqual(linesOf(lines!));
        expect(replayed.code).toBe(0);
      }
    },
  );

  test("program 8 has a real thread where time is real: the first call may be cancelled in time, or not", async () => {
    const { text } = await runs("8", "--real");
    expect(text.replaceAll(/^ +\S+ s {2}/gm, "")).toMatch(/\n(task 1\n)?task 2\ntask 3\n {3}took \S+ s of real time\n/);
  });

  test("a program without a second thread runs on the host's clock where time is real", async () => {
    const { text } = await runs("10", "--real");
    expect(text).toMatch(/ 1(\.\d)? s {2}task 1: 1(\.\d)? s\n {3}took 1(\.\d)? s of real time\n/);
  });

  test("all runs all, in the tutorial's order", async () => {
    const { text } = await runs("all");
    const titles = [...programs].map(([name, { title }]) => `${name}  ${title}`);
    expect(text.split("\n").filter((line) => /^\S/.test(line))).toEqual(titles);
  });

  test("lists its programs when none is named", async () => {
    const { code, text } = await runs();
    const rows = linesOf(text).slice(0, programs.size);
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([...programs].map(([name, { title }]) => [name, title]));
    expect(code).toBe(0);
  });

  test.each([
    ["an unknown program", ["13"], 'There is no program "13" in the tutorial. The programs are:\n  1 '],
    ["--replay of several programs", ["8", "9", "--replay", "h1-r--abc"], "--replay needs exactly one program"],
    ["--replay in real time", ["8", "--real", "--replay", "h1-r--abc"], "--replay is for simulated threads"],
    ["--replay of a program with one thread", ["3", "--replay", "h1-r--abc"], "Program 3 has only one order of events"],
    ["what is no schedule", ["8", "--replay", "later"], '"later" is not a schedule'],
  ])("answers %s with what would make sense", async (_what, args, message) => {
    const { code, text } = await runs(...args);
    expect(text).toContain(message);
    expect(code).toBe(2);
  });

  test("says where a schedule and the program part", async () => {
    const { code, text } = await runs("8", "--replay", "h1-r-2+9.9:abc-1234567");
    expect(text).toContain("The schedule does not fit this body");
    expect(code).toBe(1);
  });
});

async function runs(...args: string[]): Promise<{ code: number; text: string }> {
  let text = "";
  const terminal = new Terminal({ write: (more) => (text += more) });
  const code = await run(["tutorial", ...args], terminal, terminal);
  return { code, text };
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
