import { parseArgs } from "node:util";
import type { Day } from "./day.ts";
import { days } from "./days/index.ts";
import type { Race } from "./race.ts";
import { races } from "./races/index.ts";
import { allPrograms, type NamedProgram, programNamed } from "./tutorial.ts";
import { UsageError } from "./usage-error.ts";

/** What the user wants. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "list" }
  | { readonly kind: "explore"; readonly races: readonly Race[] }
  | { readonly kind: "replay"; readonly race: Race; readonly schedule: string }
  | { readonly kind: "list programs" }
  | { readonly kind: "run programs"; readonly programs: readonly NamedProgram[]; readonly real: boolean }
  | { readonly kind: "replay program"; readonly program: NamedProgram; readonly schedule: string }
  | { readonly kind: "live days"; readonly days: readonly Day[] };

export const usage: string = `\
npm start                                 explores every case, before and after its fix
npm start -- <case> …                     explores these
npm start -- <case> --replay <schedule>   runs one order of events of the version before the fix
npm start -- --list                       lists the cases
npm start -- tutorial                     lists the programs of the tutorial
npm start -- days                         lives through a virtual day with each of ${days.length} packages
npm start -- days <package> …             with these`;

/** @throws {UsageError} */
export function parseCommand(args: string[]): Command {
  const { values, positionals } = parsed(args);
  if (values.help === true) return { kind: "help" };
  if (values.list === true) return { kind: "list" };
  if (positionals[0] === "tutorial") return parseTutorial(positionals.slice(1), values);
  if (values.real === true) throw new UsageError(`--real is for the programs of the tutorial.\n\n${usage}`);
  if (positionals[0] === "days") return { kind: "live days", days: parseDays(positionals.slice(1), values) };
  const named = positionals.map(find);
  if (values.replay === undefined) return { kind: "explore", races: named.length > 0 ? named : races };
  const [race, ...others] = named;
  if (race === undefined || others.length > 0) {
    throw new UsageError(`--replay needs exactly one case, whose schedule it is.\n\n${usage}`);
  }
  return { kind: "replay", race, schedule: values.replay };
}

function parseTutorial(names: readonly string[], { replay, real = false }: Values): Command {
  if (names.length === 0 && replay === undefined) return { kind: "list programs" };
  const programs = names.includes("all") ? allPrograms : names.map(programNamed);
  if (replay === undefined) return { kind: "run programs", programs, real };
  const [program, ...others] = programs;
  if (program === undefined || others.length > 0) {
    throw new UsageError(`--replay needs exactly one program, whose schedule it is.\n\n${usage}`);
  }
  if (real)
    throw new UsageError(`--replay is for simulated threads: real ones choose their order themselves.\n\n${usage}`);
  return { kind: "replay program", program, schedule: replay };
}

function parseDays(names: readonly string[], { replay }: Values): readonly Day[] {
  if (replay !== undefined) throw new UsageError(`--replay needs exactly one case, whose schedule it is.\n\n${usage}`);
  return names.length === 0 ? days : names.map(dayWith);
}

interface Values {
  help?: boolean;
  list?: boolean;
  replay?: string;
  real?: boolean;
}

function parsed(args: string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        list: { type: "boolean" },
        replay: { type: "string" },
        real: { type: "boolean" },
      },
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

function dayWith(name: string): Day {
  const day = days.find((one) => one.package === name);
  if (day !== undefined) return day;
  const choices = days.map((one) => `  ${one.package}`).join("\n");
  throw new UsageError(`There is no day with "${name}". The packages are:\n${choices}`);
}
