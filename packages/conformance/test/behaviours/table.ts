import { readFileSync } from "node:fs";

/** The tests of CPython's own suite that make sense here: `Class.test` by file. */
export type Names = Readonly<Record<string, readonly string[]>>;

/** One of them: the behaviour in our words, and what pins it. */
export interface Row {
  readonly test: string;
  readonly behaviour: string;
  /**
   * - `golden: <id of a program>`
   * - `test: <package>/test/<file> > <group> > <name>`
   * - `not applicable: <why>`
   * - `pending: <what is missing>`
   */
  readonly pinnedBy: string;
}

export type Pin = "golden" | "test" | "not applicable" | "pending";

export interface Table {
  readonly file: string;
  readonly rows: readonly Row[];
}

/** What there is to be named: golden programs by id, and tests by file and full name, each with its state. */
export interface Pins {
  readonly programs: ReadonlySet<string>;
  readonly tests: ReadonlyMap<string, string>;
}

export function readNames(): Names {
  return read("names") as Names;
}

/** The table of each file of CPython's, in the order of the names. */
export function readTables(names: Names): Table[] {
  return Object.keys(names).map((file) => ({ file, rows: read(file.replace(/\.py$/, "")) as Row[] }));
}

/** How a row is pinned, and by what; `null` if it says neither. */
export function pinOf(row: Row): { pin: Pin; by: string } | null {
  const [, pin, by] = /^(golden|test|not applicable|pending): (\S.*)$/.exec(row.pinnedBy) ?? [];
  return pin === undefined || by === undefined ? null : { pin: pin as Pin, by };
}

/** The test files that the tables name, relative to `packages/`. */
export function namedTestFiles(tables: readonly Table[]): string[] {
  const files = tables.flatMap(({ rows }) => rows.map(pinOf)).map((pin) => (pin?.pin === "test" ? pin.by : null));
  return [...new Set(files.filter((by) => by !== null).map((by) => by.split(" > ")[0]!))];
}

/** What is wrong with the tables, as sentences; none when all is well. */
export function faultsOf(tables: readonly Table[], names: Names, pins: Pins): string[] {
  return tables.flatMap(({ file, rows }) => [
    ...faultsOfNames(file, rows, names[file] ?? []),
    ...rows.flatMap((row) => faultsOfRow(row, pins).map((fault) => `${file} ${row.test}: ${fault}`)),
  ]);
}

function faultsOfNames(file: string, rows: readonly Row[], names: readonly string[]): string[] {
  const rowsOf = (name: string): number => rows.filter(({ test }) => test === name).length;
  return [
    ...names.filter((name) => rowsOf(name) !== 1).map((name) => `${file} ${name}: ${rowsOf(name)} rows instead of 1`),
    ...rows.filter(({ test }) => !names.includes(test)).map(({ test }) => `${file} ${test}: CPython has no such test`),
  ];
}

function faultsOfRow(row: Row, { programs, tests }: Pins): string[] {
  const faults: string[] = [];
  if (row.behaviour.trim() === "") faults.push("says no behaviour");
  const pin = pinOf(row);
  if (pin === null) faults.push(`is pinned by nothing that there is: "${row.pinnedBy}"`);
  else if (pin.pin === "golden" && !programs.has(pin.by)) faults.push(`names no golden program: ${pin.by}`);
  else if (pin.pin === "test" && tests.get(pin.by) !== "passed") {
    faults.push(`names a test that ${tests.has(pin.by) ? `is ${tests.get(pin.by)}` : "did not run"}: ${pin.by}`);
  }
  return faults;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../behaviours/${name}.json`, import.meta.url), "utf8"));
}
