import { dequal } from "dequal";
import { sameEnd } from "./ended.ts";
import type { Body } from "./execution.ts";
import { explorationOf } from "./explore.ts";
import type { FailureKind } from "./failure.ts";
import type { ExploreOptions } from "./options.ts";
import type { Outcome, Report } from "./report/report.ts";
import { showValue } from "./report/show-value.ts";

/** All ways in which the explored executions of a body ended, each once, with the first schedule that led there. */
export interface OutcomeSet extends Omit<Report, "failure"> {
  readonly outcomes: readonly Outcome[];
}

/**
 * Explores `body`, and gathers what it returned and how it failed, instead of failing itself.
 *
 * @returns the distinct outcomes; how sure it is that there are no others, its `coverage` says
 * @throws {FootprintError} where footprints are declared, and turn out to be wrong
 * @example
 * expect(await outcomesOf(twoIncrements)).toEqual(outcomes(1, 2)); // both, and only these
 */
export function outcomesOf(body: Body, options: ExploreOptions = {}): Promise<OutcomeSet> {
  return explorationOf(body, options, async (exploration, strategy) => {
    const found: Outcome[] = [];
    const report = await exploration.visit(strategy, {
      add: (outcome) => {
        if (!found.some((known) => sameEnd(known, outcome))) found.push(outcome);
      },
      schedules: () => found.map(({ schedule }) => schedule),
    });
    return { ...report, outcomes: found };
  });
}

/** Stands for a failure in {@link outcomes}, where a value stands for a body that returned it. */
export function failed(kind: FailureKind): ExpectedFailure {
  return new ExpectedFailure(kind);
}

/** Matches an {@link OutcomeSet} with exactly these outcomes: an asymmetric matcher, for `toEqual` of vitest and Jest. */
export function outcomes(...expected: readonly unknown[]): OutcomesMatcher {
  return new OutcomesMatcher(expected);
}

/** See {@link failed}. */
export class ExpectedFailure {
  readonly kind: FailureKind;

  constructor(kind: FailureKind) {
    this.kind = kind;
  }
}

/** See {@link outcomes}. */
export class OutcomesMatcher {
  readonly $$typeof: symbol = Symbol.for("jest.asymmetricMatcher");
  readonly #expected: readonly unknown[];

  constructor(expected: readonly unknown[]) {
    this.#expected = expected;
  }

  asymmetricMatch(received: unknown): boolean {
    if (typeof received !== "object" || received === null || !("outcomes" in received)) return false;
    const found = (received as OutcomeSet).outcomes;
    return (
      found.every((outcome) => this.#expected.some((one) => matches(outcome, one))) &&
      this.#expected.every((one) => found.some((outcome) => matches(outcome, one)))
    );
  }

  toString(): string {
    return "Outcomes";
  }

  toAsymmetricMatcher(): string {
    return `outcomes(${this.#expected.map((one) => (one instanceof ExpectedFailure ? one.kind : showValue(one))).join(", ")})`;
  }
}

function matches({ value, failure }: Outcome, expected: unknown): boolean {
  if (expected instanceof ExpectedFailure) return failure?.kind === expected.kind;
  return failure === undefined && dequal(value, expected);
}
