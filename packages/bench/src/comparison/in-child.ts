import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { features } from "./features/index.ts";
import type { Cell } from "./observe.ts";

/** How long a feature may take, in real milliseconds. */
const LIMIT_MS = 2000;

/**
 * Runs every feature with one library, in processes of its own: one that hangs or ends before the last feature is
 * followed by another, which goes on with the next.
 *
 * @returns what came of each feature
 */
export async function observeInChild(args: readonly string[]): Promise<Cell[]> {
  const cells: Cell[] = [];
  while (cells.length < features.length) cells.push(...(await fromOn(cells.length, args)));
  return cells;
}

async function fromOn(from: number, args: readonly string[]): Promise<Cell[]> {
  const folder = mkdtempSync(join(tmpdir(), "heddle-comparison-"));
  const notes = join(folder, "notes");
  const { VITEST, VITEST_MODE, NODE_OPTIONS, ...env } = process.env;
  void [VITEST, VITEST_MODE, NODE_OPTIONS]; // it is no child of a run that tests it
  const child = spawn(process.execPath, args, {
    cwd: import.meta.dirname, // where `--import` looks for packages
    env: { ...env, COMPARISON_FROM: `${from}`, COMPARISON_NOTES: notes },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true, // so that its own children end with it
  });
  let errors = "";
  child.stderr.on("data", (text) => (errors += String(text)));
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  try {
    const cells: Cell[] = [];
    for (let seen = 0, quietSince = performance.now(); ;) {
      const over = await Promise.race([ended.then(() => true), pause(20)]);
      const lines = existsSync(notes) ? readFileSync(notes, "utf8").trim().split("\n") : [];
      if (lines.length > seen) [seen, quietSince] = [lines.length, performance.now()];
      const hangs = performance.now() - quietSince > (seen === 0 ? START_LIMIT_MS : LIMIT_MS);
      if (!over && !hangs) continue;
      const noted = lines.map((line) => JSON.parse(line) as { cell?: Cell; stops?: string });
      for (const { cell } of noted) if (cell !== undefined) cells.push(cell);
      if (noted.at(-1)?.stops !== undefined) return cells;
      if (seen === 0) throw new Error(`node ${args.join(" ")} did not begin with the comparison:\n${errors}`);
      // Node ends when nothing is left to wait for, with 13.
      if (from + cells.length < features.length) cells.push(!over || child.exitCode === 13 ? "hangs" : "throws");
      return cells;
    }
  } finally {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

const START_LIMIT_MS = 30_000;

function pause(ms: number): Promise<false> {
  return new Promise((resolve) => void setTimeout(() => resolve(false), ms));
}
