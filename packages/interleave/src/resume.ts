import { Checkpoint, CheckpointError } from "./checkpoint.ts";
import type { ExecutionSettings } from "./execution.ts";
import type { SavedIdentities } from "./footprints/identities.ts";
import type { SavedLocations } from "./locations.ts";
import { conditionsOf, type ExploreOptions, OptionError } from "./options.ts";
import type { Strategy } from "./strategies/strategy.ts";
import { Tally } from "./tally.ts";

/** An exploration that begins, or goes on where a checkpoint says. */
export interface Exploring {
  readonly tally: Tally;
  /** The schedules of what has been found. */
  readonly outcomes: readonly string[];
  /** Says how far it is: now, or if it is time. */
  readonly save: (elapsedMs: number, now: boolean) => void;
  /** Nothing is left to do. */
  readonly end: () => void;
}

/**
 * Takes up what an earlier call has left, if there is a checkpoint.
 *
 * @param first - the trace of the first-in-first-out execution: it shows whether the body is the same
 * @param outcomes - a schedule for each outcome so far
 * @throws {CheckpointError} if the file is one of another exploration, or damaged
 */
export function resume(
  strategy: Strategy,
  first: string,
  { locations, known }: Pick<ExecutionSettings, "locations" | "known">,
  options: ExploreOptions,
  outcomes: () => readonly string[] = () => [],
): Exploring {
  const tally = new Tally();
  const { checkpoint: path } = options;
  if (path === undefined) return { tally, outcomes: [], save: () => {}, end: () => {} };
  if (strategy.save === undefined || strategy.restore === undefined) {
    throw new OptionError("checkpoint", `left out with the strategy "${strategy.name}", which can't be saved`, path);
  }
  const checkpoint = new Checkpoint(path, conditionsOf(options, strategy, first));
  const progressed = checkpoint.read();
  if (progressed !== undefined) {
    strategy.restore(progressed.strategy);
    tally.restore(progressed.tally);
    locations.restore(progressed.locations as SavedLocations);
    known?.identities.restore(progressed.identities as SavedIdentities);
  }
  const save = (elapsedMs: number, now: boolean): void => {
    if (!now && !checkpoint.isDue(elapsedMs)) return;
    const saved = {
      strategy: strategy.save?.(),
      tally: tally.save(elapsedMs),
      locations: locations.save(),
      identities: known?.identities.save(),
      outcomes: outcomes(),
    };
    if (saved.locations === undefined || (known !== undefined && saved.identities === undefined)) {
      const why = "objects of modules, or symbols as keys, are shared, and mean nothing in another process";
      throw new CheckpointError(path, `can't be written: ${why}. Make what tasks share in the body.`);
    }
    checkpoint.write(saved, elapsedMs);
  };
  return { tally, outcomes: progressed?.outcomes ?? [], save, end: () => checkpoint.remove() };
}
