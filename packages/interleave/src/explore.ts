import type { Body } from "./execution.ts";
import { Exploration } from "./exploration.ts";
import { ScheduleMismatchError } from "./failure.ts";
import { type ExploreOptions, settingsOf } from "./options.ts";
import { strategyOf } from "./strategies/strategy-of.ts";
import { InterleavingError, type Report } from "./report/report.ts";
import { dimensionsOf, parseSchedule } from "./schedule.ts";
import type { Strategy } from "./strategies/strategy.ts";

/**
 * Runs `body` under many orders in which its tasks, timers and I/O can complete.
 *
 * So `await explore(body)` in any test is a check. The body is run anew for each order: it makes its state itself.
 *
 * @returns what was explored, when no order fails
 * @throws {InterleavingError} for the first order that fails, as small as it can be made; its text is the report
 * @throws {FootprintError} where footprints are declared, and turn out to be wrong
 * @example
 * await explore(async (sim) => {
 *   let stock = 1;
 *   const buy = async () => {
 *     const seen = await sim.io("read", () => stock);
 *     if (seen > 0) await sim.io("write", () => void (stock -= 1));
 *   };
 *   await sim.all({ alice: buy, bob: buy });
 *   expect(stock).toBeGreaterThanOrEqual(0); // fails: both read 1
 * });
 */
export async function explore(body: Body, options: ExploreOptions = {}): Promise<Report> {
  return explorationOf(body, options, async (exploration, strategy) => orThrow(await exploration.run(strategy)));
}

/**
 * Runs `body` under one schedule, as a report has printed it, with `console` live.
 *
 * @returns the report of this one execution, when it passes
 * @throws {InterleavingError} when it fails, as it did
 * @throws {ScheduleMismatchError} when body, options or code under test have changed since; says where they part
 * @throws {ScheduleSyntaxError} when the text is no schedule
 */
export async function replay(body: Body, schedule: string, options: ExploreOptions = {}): Promise<Report> {
  const settings = settingsOf(body, options);
  const { dimensions, deviations, trace } = parseSchedule(schedule);
  if (dimensions !== dimensionsOf(settings) && dimensions !== dimensionsOf(settings, true)) {
    throw new ScheduleMismatchError(
      undefined,
      `it was recorded under "${dimensions}" (model, timers, starts, cancels, faults), and the options of now are "${dimensionsOf(settings)}"`,
    );
  }
  return explorationOf(body, options, async (exploration) => orThrow(await exploration.replay(deviations, trace)));
}

/** Checks body and options; then does the work, when it is its turn. */
export async function explorationOf<T>(
  body: Body,
  options: ExploreOptions,
  work: (exploration: Exploration, strategy: Strategy) => Promise<T>,
): Promise<T> {
  const settings = settingsOf(body, options);
  const strategy = strategyOf(options, settings.locations);
  return inTurn(async () => work(await Exploration.open(settings, options), strategy));
}

/** For whoever only wants to know that no order fails. */
export function orThrow(report: Report): Report {
  if (report.failure !== undefined) throw new InterleavingError({ ...report, failure: report.failure });
  return report;
}

// Explorations take over the globals of the process: they come one after another.
let last: Promise<unknown> = Promise.resolve();

export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => {});
  return turn;
}
