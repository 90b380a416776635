import { runVirtual } from "@heddle/virtual-time";
import manifest from "../package.json" with { type: "json" };
import { DAY, until } from "./time-of-day.ts";

/**
 * A day of work with a published package whose functions have time in them, as its users would write it.
 *
 * The day is a Monday, and begins at midnight, UTC.
 */
export interface DayDefinition<Package> {
  /** The name of the package on npm: also of its file, and on the command line. */
  readonly package: string;
  /** What it is for, in two or three words. */
  readonly kind: string;
  /**
   * The globals of time that it keeps from when it is imported. A package with such is imported inside, where they are
   * virtual.
   */
  readonly keeps?: string;
  /** Imports it. */
  load(): Promise<Package>;
  /** Works, and checks what came of it; the rest of the day passes by itself. Resolves to what happened, in a sentence. */
  work(pkg: Package): Promise<string>;
}

/** A day with a package whose type is its own affair. */
export interface Day extends Pick<DayDefinition<never>, "package" | "kind" | "keeps"> {
  readonly version: string;
  /** Lives through the day in virtual time. */
  live(): Promise<LivedDay>;
}

/** What came of a day. */
export interface LivedDay {
  /** In a sentence. */
  readonly happened: string;
  readonly virtualMs: number;
  /** Without the import of the package, unless it is imported inside. */
  readonly realMs: number;
}

export function day<Package>(definition: DayDefinition<Package>): Day {
  const { package: name, kind, keeps } = definition;
  const version = (manifest.dependencies as Record<string, string>)[name] ?? "not a dependency";
  return { package: name, kind, version, ...(keeps !== undefined && { keeps }), live: () => live(definition) };
}

async function live<Package>(definition: DayDefinition<Package>): Promise<LivedDay> {
  if (definition.keeps === undefined) await definition.load();
  const began = performance.now();
  const lived = await runVirtual(async () => {
    const midnight = Date.now();
    const happened = await definition.work(await definition.load());
    if (Date.now() < midnight + DAY) await until("24:00");
    return { happened, virtualMs: Date.now() - midnight };
  });
  return { ...lived, realMs: performance.now() - began };
}
