import type { Execution } from "../execution.ts";
import type { Guide } from "../strategies/strategy.ts";

/** How to run executions, and to recognise the failure. */
export interface Trial {
  readonly run: (guide: Guide) => Promise<Execution>;
  readonly isSame: (execution: Execution) => boolean;
  /** Counts a run; `false` when the budget is spent. */
  readonly mayRun: () => boolean;
}

/** A failing execution, made small. */
export interface Minimised {
  readonly execution: Execution;
  /** How often a task was left although it could have gone on; `undefined` where that is not what was made small. */
  readonly preemptions: number | undefined;
  /** Whether every schedule with fewer preemptions was run, and passed. */
  readonly proven: boolean;
}
