import type { Execution } from "./execution.ts";
import type { Statistics } from "./report/report.ts";
import type { Surplus } from "./strategies/strategy.ts";

/** Counts executions as they end. */
export class Tally {
  executions: number = 0;
  readonly #surplus: Record<Surplus, number> = { redundant: 0, probe: 0, check: 0 };
  #steps = 0;
  #choices = 0;
  #depth = 0;
  readonly #distinct = new Set<number>();

  add(execution: Execution): void {
    this.executions++;
    this.#steps += execution.steps;
    this.#choices += execution.choices;
    this.#depth = Math.max(this.#depth, execution.steps);
    this.#distinct.add(execution.journal.fingerprint);
  }

  /** One that is no order of its own. */
  addSurplus(kind: Surplus): void {
    this.#surplus[kind]++;
  }

  statistics(elapsedMs: number): Statistics {
    return {
      executions: this.executions,
      redundant: this.#surplus.redundant,
      probes: this.#surplus.probe,
      checks: this.#surplus.check,
      distinct: this.#distinct.size,
      steps: this.#steps,
      choices: this.#choices,
      depth: this.#depth,
      elapsedMs,
    };
  }
}

/** Of one execution alone. */
export function statisticsOf(execution: Execution, elapsedMs: number): Statistics {
  const tally = new Tally();
  tally.add(execution);
  return tally.statistics(elapsedMs);
}
