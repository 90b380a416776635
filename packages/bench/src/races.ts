import { type Race, races } from "@heddle/examples/races";
import type { Body, StrategyName } from "@heddle/interleave";
import { asyncProperty, check, scheduler } from "fast-check";
import { medianOverSeeds } from "./median.ts";
import { reportOf } from "./report-of.ts";
import { failsUnder, type TimePasses } from "./scheduled/run.ts";
import { table, within } from "./table.ts";

/** A race in a package before its fix. */
export interface RaceCase {
  readonly name: string;
  readonly body: Body;
  readonly options: Race["options"];
}

/** All of them as they are, and those that can be with so long a run-up. */
export function raceCases(scale: number): Promise<RaceCase[]> {
  const short = races.map(async (race) => caseOf(race.id, race, await race.body("buggy")));
  const long = races
    .filter(({ scalable }) => scalable)
    .map(async (race) => caseOf(`${race.id}, run-up ${scale}`, race, await race.body("buggy", scale)));
  return Promise.all([...short, ...long]);
}

function caseOf(name: string, { options }: Race, body: Body): RaceCase {
  return { name, options, body };
}

/** In the order of their columns; the samplers are asked with several seeds. */
const SEARCHES = { default: "portfolio", deviations: "deviations" } as const;
const SAMPLERS = ["random", "pct", "pctcp", "pos", "urw", "surw"] as const;
const SCHEDULERS = { "fc.scheduler": "when idle", "fc, clock glued in": "as scheduled" } as const;

/**
 * How many executions until the bug is found?
 *
 * @param options - over how many seeds the median of a sampler is taken; and how many executions any of them may take
 */
export async function raceHunt(
  cases: readonly RaceCase[],
  { seeds, most }: { seeds: number; most: number },
): Promise<string> {
  const rows: string[][] = [];
  for (const one of cases) {
    const found: number[] = [];
    for (const strategy of Object.values(SEARCHES)) found.push(await heddle(one, strategy, 1, most));
    for (const strategy of SAMPLERS) {
      found.push(await medianOverSeeds(seeds, (seed) => heddle(one, strategy, seed, most)));
    }
    for (const timePasses of Object.values(SCHEDULERS)) {
      found.push(await medianOverSeeds(seeds, (seed) => fastCheck(one, timePasses, seed, most)));
    }
    rows.push([one.name, ...found.map((executions) => within(most, executions))]);
  }
  const header = ["", ...Object.keys(SEARCHES), ...SAMPLERS, ...Object.keys(SCHEDULERS)];
  return `${table(header, rows)}\n
The same moments for all: a call arrives at one and is answered at another. Samplers and fc.scheduler: medians of ${seeds} seeds;
> means that most of them gave up there. fc.scheduler has no clock: fake timers are advanced when nothing else is left, so that
a timer never comes first; or, glued in by hand, "time passes" is one more thing that it schedules.`;
}

/** After how many executions Heddle finds it; `Infinity` if it takes more than it may. */
export async function heddle(
  { body, options }: RaceCase,
  strategy: StrategyName,
  seed: number,
  maxExecutions: number,
): Promise<number> {
  const { failure } = await reportOf(body, { ...options, strategy, seed, maxExecutions });
  return failure?.foundAfter ?? Infinity;
}

/** After how many runs `fc.scheduler()` finds it; `Infinity` if it takes more than it may. */
export async function fastCheck(
  { body, options }: RaceCase,
  timePasses: TimePasses,
  seed: number,
  numRuns: number,
): Promise<number> {
  const property = asyncProperty(scheduler(), async (s) => !(await failsUnder(s, body, { ...options, timePasses })));
  const result = await check(property, { numRuns, seed, endOnFailure: true });
  return result.failed ? result.numRuns : Infinity;
}
