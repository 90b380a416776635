import { Budget } from "../../budget.ts";
import { Exploration, type Part as Explored } from "../../exploration.ts";
import { settingsOf } from "../../options.ts";
import { partOf, strategyOf } from "../../strategies/strategy-of.ts";
import { claimedBy } from "../claims.ts";
import { bodyOptions, type CloneableOptions } from "../module-body.ts";
import { Pulse } from "../pulse.ts";

/** What a thread is given. */
export interface PartTask {
  readonly module: string;
  readonly exportName: string;
  readonly options: CloneableOptions;
  readonly thread: number;
  readonly threads: number;
  /** What they have in common: the budget, who has claimed what, and whether they go on. */
  readonly budget: SharedArrayBuffer;
  readonly claims: SharedArrayBuffer;
  readonly pulses: SharedArrayBuffer;
}

/** Explores what this thread can claim. Called by the pool, in one of its threads. */
export async function explorePart(task: PartTask): Promise<Explored> {
  const { module, exportName, options, thread, threads, budget, claims, pulses } = task;
  const [body, exploreOptions] = await bodyOptions(module, exportName, options);
  const part = claimedBy(thread, threads, partOf(exploreOptions), new Int32Array(claims));
  const settings = settingsOf(body, exploreOptions);
  const strategy = strategyOf(exploreOptions, settings.locations, part);
  const shared = { budget: new Budget(exploreOptions, budget), watch: new Pulse(pulses, thread) };
  const exploration = await Exploration.open(settings, exploreOptions, shared);
  return exploration.runPart(strategy);
}
