import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { ThreadStartError } from "./errors.ts";

/**
 * The URL of a module that another thread shall load, from a URL, the text of one, or an absolute path.
 *
 * @throws {ThreadStartError} for anything else, above all a relative path
 */
export function moduleUrl(module: URL | string): string {
  if (typeof module !== "string") return module.href;
  if (isAbsolute(module)) return pathToFileURL(module).href;
  if (URL.canParse(module)) return module;
  const why =
    "that is neither a URL nor an absolute path. Relative to what? Write new URL(path, import.meta.url); for a package, " +
    "import.meta.resolve(name).";
  throw new ThreadStartError(module, why);
}

/**
 * A file that a worker starts with: under "worker", beside this module, and an ES module always.
 *
 * The built package has the same layout as its sources, but for the extension.
 */
export function workerFile(name: string): URL {
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  return new URL(`./worker/${name}${extension}`, import.meta.url);
}
