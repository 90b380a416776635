import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const pages = globSync(["README.md", "docs/*.md", "docs/guide/*.md", "packages/*/README.md"], { cwd: ROOT }).toSorted();

interface Snippet {
  readonly line: number;
  readonly code: string;
  /** What stands below it as its output. */
  readonly output: string | undefined;
}

/** Snippets that run by themselves; one that imports a test runner is compiled when the pages are built. */
function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  const fences = /^```ts[^\n]*\n(.*?)^```\n(?:\n```text output\n(.*?)^```)?/gms;
  return [...text.matchAll(fences)]
    .map((match) => ({
      line: text.slice(0, match.index).split("\n").length,
      code: match[1] as string,
      output: match[2],
    }))
    .filter(({ code }) => !/from "(@heddle\/)?vitest"/.test(code));
}

/** Node 22 strips types, and does not know `using`: what compiles TypeScript for it writes something else instead. */
const knowsUsing = ((): boolean => {
  try {
    runInNewContext("{ using nothing = null; }");
    return true;
  } catch {
    return false;
  }
})();

async function run(code: string): Promise<string> {
  const flags = ["--conditions=@heddle/source", "--input-type=module-typescript", "--eval", code];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: join(ROOT, "docs") });
  return stdout;
}

describe("snippets in the documentation", () => {
  for (const page of pages) {
    for (const { line, code, output } of snippetsOf(page)) {
      const parses = knowsUsing || !/\busing \w+ =/.test(code);
      test
        .skipIf(!parses)
        .concurrent(
          `${page}:${line} runs${output === undefined ? "" : ", and prints what stands below it"}`,
          { timeout: 30_000 },
          async () => {
            const printed = await run(code);
            if (output !== undefined) expect(printed.trimEnd()).toBe(output.trimEnd());
          },
        );
    }
  }
});
