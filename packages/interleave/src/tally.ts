import type { Execution } from "./execution.ts";
import { FingerprintSet } from "./fingerprint-set.ts";
import type { Statistics } from "./report/report.ts";
import type { Surplus } from "./strategies/strategy.ts";

/** Counts executions as they end. */
export class Tally {
  executions: number = 0;
  readonly fingerprints: FingerprintSet = new FingerprintSet();
  readonly #surplus: Record<Surplus, number> = { redundant: 0, probe: 0, check: 0 };
  #duplicates = 0;
  #unremembered = 0;
  #steps = 0;
  #choices = 0;
  #depth = 0;
  #elapsedBeforeMs = 0;

  add({ steps, choices, journal }: Pick<Execution, "steps" | "choices" | "journal">): void {
    this.executions++;
    this.#steps += steps;
    this.#choices += choices;
    this.#depth = Math.max(this.#depth, steps);
    const seen = this.fingerprints.add(journal.fingerprint);
    if (seen === "known") this.#duplicates++;
    else if (seen === "full") this.#unremembered++;
  }

  /** One that is no order of its own. */
  addSurplus(kind: Surplus): void {
    this.#surplus[kind]++;
  }

  /**
   * @param elapsedMs - of this run alone
   * @param interleavings - that they stand for, as the strategy says
   */
  statistics(elapsedMs: number, interleavings?: Statistics["interleavings"]): Statistics {
    const allMs = this.#elapsedBeforeMs + elapsedMs;
    const { redundant, probe, check } = this.#surplus;
    return {
      executions: this.executions,
      redundant,
      probes: probe,
      checks: check,
      distinct: this.fingerprints.size,
      duplicates: this.#duplicates,
      unremembered: this.#unremembered,
      interleavings,
      steps: this.#steps,
      choices: this.#choices,
      depth: this.#depth,
      elapsedMs: allMs,
      perSecond: allMs > 0 ? (1000 * (this.executions + redundant + probe + check)) / allMs : 0,
    };
  }

  save(elapsedMs: number): SavedTally {
    const fingerprints = Buffer.from(Float64Array.from(this.fingerprints).buffer).toString("base64");
    return { ...this.statistics(elapsedMs), fingerprints };
  }

  restore(saved: SavedTally): void {
    const bytes = Buffer.from(saved.fingerprints, "base64");
    for (let offset = 0; offset < bytes.length; offset += 8) this.fingerprints.add(bytes.readDoubleLE(offset));
    this.executions = saved.executions;
    Object.assign(this.#surplus, { redundant: saved.redundant, probe: saved.probes, check: saved.checks });
    this.#duplicates = saved.duplicates;
    this.#unremembered = saved.unremembered;
    this.#steps = saved.steps;
    this.#choices = saved.choices;
    this.#depth = saved.depth;
    this.#elapsedBeforeMs = saved.elapsedMs;
  }
}

/** The counts, and all fingerprints as numbers of 8 bytes, in base64. */
export interface SavedTally extends Statistics {
  readonly fingerprints: string;
}

/** Of one execution alone. */
export function statisticsOf(execution: Execution, elapsedMs: number): Statistics {
  const tally = new Tally();
  tally.add(execution);
  return tally.statistics(elapsedMs);
}
