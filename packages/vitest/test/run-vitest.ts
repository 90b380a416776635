import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What became of a test of a fixture. */
export interface Result {
  readonly pool: string;
  readonly name: string;
  readonly state: "passed" | "failed" | "skipped";
  readonly error?: { readonly name: string; readonly message: string; readonly line: number };
}

/** What the reporter of the fixtures has printed. */
export function resultsIn(printed: string): Result[] {
  return [...printed.matchAll(/^RESULT (.*)$/gm)].map(([, json]) => JSON.parse(json!) as Result);
}

/** Vitest itself, on a project; what it prints. */
export function runVitest(root: string): Promise<string> {
  const cli = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
  const { VITEST, VITEST_MODE, ...env } = process.env;
  void [VITEST, VITEST_MODE]; // it is no child of the run that tests it
  return new Promise((resolve) => {
    // It exits with 1, as some of the tests fail: what it prints is looked at.
    execFile(
      process.execPath,
      [cli, "run", "--root", root],
      { cwd: root, env: { ...env, NO_COLOR: "1", FORCE_COLOR: undefined } },
      (_, out, err) => resolve(out + err),
    );
  });
}
