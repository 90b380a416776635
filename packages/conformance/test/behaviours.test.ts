import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { goldenPrograms } from "../src/language/golden.ts";
import {
  faultsOf,
  namedTestFiles,
  type Names,
  type Pin,
  pinOf,
  type Pins,
  readNames,
  readTables,
  type Row,
} from "./behaviours/table.ts";

// CPython's own tests as a list of behaviours: each has a row that says what pins it here.

const packages = fileURLToPath(new URL("../../", import.meta.url));
const names = readNames();
const tables = readTables(names);
const programs = new Set(goldenPrograms().map(({ id }) => id));
let pins: Pins = { programs, tests: new Map() };

beforeAll(async () => {
  pins = { programs, tests: await runTests(namedTestFiles(tables)) };
}, 120_000);

describe("the portable tests of CPython's suite", () => {
  test("are 559, each with one row, pinned by a golden program or a test that has passed", () => {
    expect(Object.values(names).flat().length).toBe(559);
    expect(faultsOf(tables, names, pins)).toEqual([]);
    console.log(summary());
  });
});

describe("the check notices", () => {
  const NAMES: Names = { "test_a.py": ["A.test_one"] };
  const PINS: Pins = {
    programs: new Set(["fut-invalid"]),
    tests: new Map([
      ["a/test/a.test.ts > A > one", "passed"],
      ["a/test/a.test.ts > A > two", "skipped"],
    ]),
  };
  const row: Row = { test: "A.test_one", behaviour: "one", pinnedBy: "test: a/test/a.test.ts > A > one" };
  const faults = (...rows: Row[]): string[] => faultsOf([{ file: "test_a.py", rows }], NAMES, PINS);

  test("nothing where all is well", () => {
    expect(faults(row)).toEqual([]);
    expect(faults({ ...row, pinnedBy: "golden: fut-invalid" })).toEqual([]);
  });

  test.each([
    [
      "a row that names a test that is missing",
      { ...row, pinnedBy: "test: a/test/a.test.ts > A > gone" },
      "did not run",
    ],
    [
      "a row that names a test that was skipped",
      { ...row, pinnedBy: "test: a/test/a.test.ts > A > two" },
      "is skipped",
    ],
    ["a row that names a program that is missing", { ...row, pinnedBy: "golden: gone" }, "names no golden program"],
    ["a row without a reason", { ...row, pinnedBy: "not applicable: " }, "is pinned by nothing"],
    ["a row without a behaviour", { ...row, behaviour: " " }, "says no behaviour"],
  ])("%s", (_what, broken, fault) => {
    expect(faults(broken)).toEqual([expect.stringContaining(fault)]);
  });

  test("a test without a row, with two, and a row without a test", () => {
    expect(faults()).toEqual(["test_a.py A.test_one: 0 rows instead of 1"]);
    expect(faults(row, row)).toEqual(["test_a.py A.test_one: 2 rows instead of 1"]);
    expect(faults(row, { ...row, test: "A.test_two" })).toEqual(["test_a.py A.test_two: CPython has no such test"]);
  });
});

function summary(): string {
  const counts = new Map<Pin, number>();
  const missing = new Map<string, number>();
  for (const row of tables.flatMap(({ rows }) => rows)) {
    const { pin, by } = pinOf(row)!;
    counts.set(pin, (counts.get(pin) ?? 0) + 1);
    if (pin === "pending") missing.set(by, (missing.get(by) ?? 0) + 1);
  }
  const of = (pin: Pin): number => counts.get(pin) ?? 0;
  return [
    `CPython's tests: ${of("golden")} pinned by a golden program, ${of("test")} by a test of ours, ` +
      `${of("not applicable")} not applicable, ${of("pending")} pending.`,
    ...[...missing].map(([what, count]) => `  ${count} pending: ${what}`),
  ].join("\n");
}

/** Runs test files in a vitest of their own: each test as `<file> > <group> > <name>`, with its state. */
async function runTests(files: readonly string[]): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "behaviours-"));
  const output = join(folder, "results.json");
  const cli = fileURLToPath(new URL("../../../node_modules/vitest/vitest.mjs", import.meta.url));
  const { VITEST, VITEST_MODE, ...env } = process.env;
  void [VITEST, VITEST_MODE]; // it is no child of the run that looks at it
  const paths = files.map((file) => join(packages, file));
  const options = ["run", "--root", join(packages, ".."), "--reporter=json", `--outputFile=${output}`];
  try {
    const printed = await new Promise<string>((resolve) => {
      execFile(process.execPath, [cli, ...options, ...paths], { env }, (_, out, err) => resolve(out + err));
    });
    return testsOf(readResults(output, printed));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Results {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

function readResults(output: string, printed: string): Results {
  try {
    return JSON.parse(readFileSync(output, "utf8")) as Results;
  } catch (cause) {
    throw new Error(`Vitest has written no results:\n${printed}`, { cause });
  }
}

function testsOf({ testResults }: Results): Map<string, string> {
  const states = new Map<string, string>();
  for (const { name, assertionResults } of testResults) {
    const file = name.slice(packages.length).replaceAll("\\", "/");
    for (const { ancestorTitles, title, status } of assertionResults) {
      states.set([file, ...ancestorTitles, title].join(" > "), status);
    }
  }
  return states;
}
