import type { Body } from "../execution.ts";
import { type ExploreOptions, OptionError, type StrategyName } from "../options.ts";

/** The options that can go to another thread: no functions, but for the name of one. */
export interface CloneableOptions extends Omit<
  ExploreOptions,
  "strategy" | "setup" | "drain" | "signal" | "onProgress" | "checkpoint"
> {
  strategy?: StrategyName;
  /** The name of what the module exports as the setup. */
  setup?: string;
}

/** Loads a body, and what runs before it. */
export async function bodyOptions(
  module: string,
  exportName: string,
  { setup, ...options }: CloneableOptions,
): Promise<[Body, ExploreOptions]> {
  const exports = (await import(module)) as Record<string, unknown>;
  const exported = (name: string): Body => {
    const found = exports[name];
    if (typeof found === "function") return found as Body;
    throw new OptionError(
      "body",
      `a function that ${module} exports`,
      `"${name}", of ${Object.keys(exports).join(", ")}`,
    );
  };
  return [exported(exportName), setup === undefined ? options : { ...options, setup: exported(setup) }];
}
