import { parseArgs } from "node:util";
import type { Race } from "./race.ts";
import { races } from "./races/index.ts";

/** What the user wants. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "list" }
  | { readonly kind: "explore"; readonly races: readonly Race[] }
  | { readonly kind: "replay"; readonly race: Race; readonly schedule: string };

/** The command line makes no sense; says what would. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const usage: string = `\
npm start                                 explores every case, before and after its fix
npm start -- <case> …                     explores these
npm start -- <case> --replay <schedule>   runs one order of events of the version before the fix
npm start -- --list                       lists the cases`;

/** @throws {UsageError} */
export function parseCommand(args: string[]): Command {
  const { values, positionals } = parsed(args);
  if (values.help === true) return { kind: "help" };
  if (values.list === true) return { kind: "list" };
  const named = positionals.map(find);
  if (values.replay === undefined) return { kind: "explore", races: named.length > 0 ? named : races };
  const [race, ...others] = named;
  if (race === undefined || others.length > 0) {
    throw new UsageError(`--replay needs exactly one case, whose schedule it is.\n\n${usage}`);
  }
  return { kind: "replay", race, schedule: values.replay };
}

function parsed(args: string[]): {
  values: { help?: boolean; list?: boolean; replay?: string };
  positionals: string[];
} {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h" }, list: { type: "boolean" }, replay: { type: "string" } },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

function find(name: string): Race {
  const race = races.find(({ id }) => id === name);
  if (race !== undefined) return race;
  const choices = races.map(({ id }) => `  ${id}`).join("\n");
  throw new UsageError(`There is no case "${name}". The cases are:\n${choices}`);
}
