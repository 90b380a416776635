import {
  exportedFunctions,
  type ArgumentsOf,
  type FunctionName,
  type OutcomeOf,
  type UntypedModule,
} from "./module-exports.ts";
import { UnknownExportError } from "./errors.ts";
import { moduleUrl } from "./module-url.ts";

/** A function that knows where it comes from, so that another thread can load it. */
export interface ModuleFunction<A extends readonly unknown[], T> {
  (...args: A): Promise<T>;
  /** The URL of the module. */
  readonly module: string;
  readonly exportName: string;
}

/**
 * Names a function that a module exports, for an executor: a {@link ThreadPool} loads it in one of its threads.
 *
 * It is a function, too: called, or given to an executor that works in place, it loads the module here.
 *
 * @param module - a URL, or an absolute path; `new URL("./work.ts", import.meta.url)` is relative to the caller
 * @throws {ThreadStartError} if `module` is neither
 * @throws {UnknownExportError} when called, if there is no such function
 * @example
 * const hash = moduleFunction<typeof work, "hash">(new URL("./work.ts", import.meta.url), "hash");
 * await loop.runInExecutor(pool, hash, "secret");
 */
export function moduleFunction<M extends object = UntypedModule, Name extends FunctionName<M> = FunctionName<M>>(
  module: URL | string,
  exportName: Name,
): ModuleFunction<ArgumentsOf<M[Name]>, OutcomeOf<M[Name]>> {
  const url = moduleUrl(module);
  const callHere = async (...args: ArgumentsOf<M[Name]>): Promise<OutcomeOf<M[Name]>> => {
    const functions = exportedFunctions((await import(url)) as object);
    const exported = functions.get(exportName);
    if (exported === undefined) throw new UnknownExportError(url, exportName, [...functions.keys()]);
    return (await exported(...args)) as OutcomeOf<M[Name]>;
  };
  return Object.assign(callHere, { module: url, exportName });
}

export function isModuleFunction(work: object): work is ModuleFunction<never, unknown> {
  return typeof work === "function" && "module" in work && "exportName" in work;
}
