import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parts } from "./features/index.ts";
import { observeInChild } from "./in-child.ts";
import type { Cell } from "./observe.ts";

/** Runs every feature with every library. @returns the page `docs/comparison.md` */
export async function page(): Promise<string> {
  const [first = [], ...others] = await twoAtATime(
    libraries.map(
      ({ args }) =>
        () =>
          observeInChild(args),
    ),
  );
  const columns = [first, ...others];
  let row = 0;
  const tables = parts.map(({ title, features }) =>
    [
      `## ${title}\n`,
      markdown(["", ...libraries.map(({ name }) => name)]),
      markdown(["---", ...libraries.map(() => "---")]),
      ...features.map(({ name }) => {
        const cells = columns.map((column) => column[row] ?? "no");
        row++;
        return markdown([name, ...cells]);
      }),
    ].join("\n"),
  );
  return `${INTRODUCTION}\n\n${tables.join("\n\n")}\n`;
}

const INTRODUCTION = `# Comparison of fake timers

Every row is a small program that runs the same way with each library, in Node ${process.versions.node.split(".")[0]}; \`npm run comparison\` runs them
all and writes this page. The versions are \`@heddle/virtual-time\` ${versionOf("@heddle/virtual-time")} with its \`register\`, \`@sinonjs/fake-timers\`
${versionOf("@sinonjs/fake-timers")}, vitest ${versionOf("vitest")} (\`vi\`) and \`node:test\` of Node ${process.versions.node} (\`mock.timers\`), each with its default settings.

- **yes**: what the program saw is what its row says.
- **no**: it saw something else, or the library has nothing to call for it.
- **throws**: the library threw something. **hangs**: the program did not end within two seconds.

Where it can, a program moves time by what lets promises go on meanwhile (\`tickAsync\`, \`advanceTimersByTimeAsync\`); \`node:test\`
has no such thing, and gets a turn of the host's loop after each \`tick\`. \`requestAnimationFrame\`, \`requestIdleCallback\` and
\`scheduler.postTask\`, which Node does not have, were put there before the library was loaded.`;

const libraries = [
  { name: "Heddle", args: child("heddle", ["--import", "@heddle/virtual-time/register"]) },
  { name: "sinon", args: child("sinon", []) },
  {
    name: "vitest",
    args: [
      fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json"))),
      "run",
      "--root",
      fileURLToPath(new URL("peers/", import.meta.url)),
    ],
  },
  { name: "node:test", args: child("node-test", []) },
];

function child(name: string, more: readonly string[]): string[] {
  const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
  const args = ["--conditions=@heddle/source", "--harmony-temporal", "--import", path("host.ts"), ...more];
  return [...args, path(`peers/${name}.child.ts`)];
}

function versionOf(name: string): string {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

function markdown(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Small machines have two cores. */
async function twoAtATime(jobs: readonly (() => Promise<Cell[]>)[]): Promise<Cell[][]> {
  const results: Cell[][] = [];
  const waiting = [...jobs.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results[next[0]] = await next[1]();
  };
  await Promise.all([work(), work()]);
  return results;
}
