import type { Coroutine } from "@heddle/loop-core";

/** A function as the thread that runs it sees it. */
export type Exported = (...args: readonly unknown[]) => unknown;

/** The functions that a loaded module exports; of a CommonJS module also those that Node has not found by reading it. */
export function exportedFunctions(exports: object): Map<string, Exported> {
  const whole = "default" in exports ? exports.default : undefined;
  const entries = [
    ...(typeof whole === "object" && whole !== null ? Object.entries(whole) : []),
    ...Object.entries(exports),
  ];
  return new Map(entries.filter((entry): entry is [string, Exported] => typeof entry[1] === "function"));
}

/** A module whose types are not known here: any name, any arguments. */
export type UntypedModule = Record<string, (...args: readonly unknown[]) => unknown>;

/** The names of the functions that a module exports. */
export type FunctionName<M> = {
  [Name in keyof M]: M[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof M] &
  string;

/** What a function takes. */
export type ArgumentsOf<F> = F extends (...args: infer Args) => unknown ? Args : never;

/** What comes out of a function in the end: of an async function, a generator function, or a plain one. */
export type OutcomeOf<F> = F extends (...args: never[]) => infer R
  ? R extends Generator<unknown, infer T, never>
    ? T
    : R extends Coroutine<infer T>
      ? T
      : Awaited<R>
  : never;
