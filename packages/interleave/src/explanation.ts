import type { Execution } from "./execution.ts";
import type { Executor } from "./executor.ts";
import { type Failure, NondeterminismError } from "./failure.ts";
import { minimise } from "./minimise/minimise.ts";
import type { Minimised } from "./minimise/trial.ts";
import type { ExploreOptions } from "./options.ts";
import { Recorder, type TraceEntry } from "./report/recorder.ts";
import type { FailingOrder } from "./report/report.ts";
import { Replay } from "./strategies/replay.ts";
import type { Guide } from "./strategies/strategy.ts";

/** What is known of a failure before it is looked into. */
export type Found = Pick<FailingOrder, "foundAfter" | "failsInDefaultOrder">;

/** Makes a failing execution small, and runs it once more with everything recorded. */
export async function explain(
  failing: Execution,
  found: Found,
  executor: Executor,
  options: ExploreOptions,
): Promise<FailingOrder> {
  const isToMinimise = options.minimise !== false && failing.failure !== undefined;
  const minimised = !isToMinimise ? undefined : await smallest(failing, executor, options);
  const small = minimised?.execution ?? failing;
  const guide = new Replay(small.journal.deviations);
  const recorder = new Recorder({ awaits: true });
  const shown = await executor.one(guide, recorder, { muted: false });
  if (shown.journal.fingerprint === small.journal.fingerprint && shown.failure !== undefined) {
    return failingOrder(shown, shown.failure, recorder, found, minimised);
  }
  const failure: Failure = {
    kind: "nondeterminism",
    error: new NondeterminismError(
      guide.mismatch?.step ?? shown.steps,
      `an execution that fails (${small.failure?.kind}: ${String(small.failure?.error)})`,
      shown.failure === undefined ? "one that passes" : "another execution",
    ),
  };
  return failingOrder(shown, failure, recorder, found);
}

/** What the report shows of an execution that a recorder has watched. */
export function failingOrder(
  { journal, history, settings }: Execution,
  failure: Failure,
  { entries }: Recorder,
  found: Found,
  minimised?: Minimised,
): FailingOrder {
  return {
    ...failure,
    ...found,
    schedule: journal.schedule(settings),
    trace: entries,
    marks: history.marks,
    deviatingSteps: journal.deviations.map(({ step }) => step),
    switches: switchesIn(entries),
    preemptions: minimised?.preemptions,
    proven: minimised?.proven ?? false,
  };
}

function smallest(failing: Execution, executor: Executor, { signal }: ExploreOptions): Promise<Minimised | undefined> {
  const name = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
  const isStuck = ({ failure }: Execution): boolean =>
    failure?.kind === "deadlock" || failure?.kind === "external wait";
  const trial = {
    run: (guide: Guide) => executor.one(guide, new Recorder({ awaits: false })),
    // For what one waits that is stuck is known only of the one that is shown.
    isSame: (execution: Execution) =>
      (isStuck(execution) && isStuck(failing)) ||
      (execution.failure?.kind === failing.failure?.kind &&
        name(execution.failure?.error) === name(failing.failure?.error)),
  };
  return minimise(failing, trial, signal);
}

function switchesIn(entries: readonly TraceEntry[]): number {
  return entries.filter((entry, i) => i > 0 && entry.owner !== entries[i - 1]?.owner).length;
}
