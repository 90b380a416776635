import { readFileSync } from "node:fs";
import type { Options } from "tsup";

// Each package builds what its "exports" name, from the sources they name: entry points are listed once.
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  exports: Record<string, string | Record<string, unknown>>;
};

const entry = Object.values(manifest.exports)
  .map((target) => (typeof target === "object" ? target["@heddle/source"] : undefined))
  .filter((source) => typeof source === "string");

const library: Options = {
  entry,
  format: ["esm", "cjs"],
  dts: true,
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
  tsconfig: "../../tsconfig.json",
};

export default library;
