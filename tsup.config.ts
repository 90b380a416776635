import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Options } from "tsup";

// Each package builds what its "exports" name, from the sources they name: entry points are listed once.
interface Target {
  "@heddle/source": string;
  import: { default: string };
}
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  name: string;
  exports: Record<string, string | Target>;
};
const exported = Object.values(manifest.exports).filter((target) => typeof target === "object");

// What a worker thread starts with is a file that is loaded by its URL, and never imported.
const workers = globSync("src/**/worker/*.ts");

const entry = Object.fromEntries(
  exported.map((target) => [basename(target.import.default, ".js"), target["@heddle/source"]]),
);

const library: Options = {
  entry: { ...entry, ...Object.fromEntries(workers.map((source) => [`worker/${basename(source, ".ts")}`, source])) },
  format: ["esm", "cjs"],
  // In CommonJS each entry is one file. What a second entry shares with the main one, classes and state, it imports by
  // the package's name, so that there is one of it.
  external: [manifest.name],
  shims: true, // import.meta.url in CommonJS
  dts: { entry },
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
  tsconfig: "../../tsconfig.json",
};

export default library;
