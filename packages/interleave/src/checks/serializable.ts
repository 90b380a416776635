import { dequal } from "dequal";
import { explore } from "../explore.ts";
import type { ExploreOptions } from "../options.ts";
import type { Report } from "../report/report.ts";
import { showValue } from "../report/show-value.ts";
import type { Simulation } from "../simulation/simulation.ts";

/** Operations that run at the same time, on state of their own. */
export interface Scenario<S> {
  /** Makes the state, anew for each execution. */
  setup(sim: Simulation): S | PromiseLike<S>;
  /** What runs at the same time, by name. */
  operations: Readonly<Record<string, (state: S) => unknown>>;
  /** What counts besides the results of the operations: the state that they leave. */
  observe?(state: S): unknown;
}

/** What a run of a scenario came to: the result of each operation (or its error), and what was observed. */
export interface SerialOutcome {
  readonly results: Readonly<Record<string, unknown>>;
  readonly observed: unknown;
}

/** The results of operations that ran at the same time are those of no one-after-another order. */
export class SerializabilityError extends Error {
  override readonly name = "SerializabilityError";
  readonly outcome: SerialOutcome;
  /** What each one-after-another order gives. */
  readonly serial: ReadonlyMap<string, SerialOutcome>;

  constructor(outcome: SerialOutcome, serial: ReadonlyMap<string, SerialOutcome>) {
    const orders = [...serial].map(([order, allowed]) => `  ${order}: ${describe(allowed)}`);
    super(
      `No order in which the operations run one after another gives ${describe(outcome)}. They give:\n${orders.join("\n")}\n` +
        "So an operation has seen, or overwritten, what another was in the midst of.",
    );
    this.outcome = outcome;
    this.serial = serial;
  }
}

/**
 * Explores a scenario, and checks that in every order of events its results equal those of some one-after-another order.
 *
 * The one-after-another orders are run first, each once: n operations have n! of them, so keep n small.
 *
 * @throws {InterleavingError} with a {@link SerializabilityError} as its cause, for the first order that fails
 * @example
 * await serializable({
 *   setup: (sim) => new Account(sim.service("db", new InMemoryDb({ balance: 100 }))),
 *   operations: { alice: (account) => account.withdraw(80), bob: (account) => account.withdraw(80) },
 *   observe: (account) => account.balance(),
 * });
 */
export async function serializable<S>(scenario: Scenario<S>, options: ExploreOptions = {}): Promise<Report> {
  const serial = await serialOutcomes(scenario, options);
  return explore(async (sim) => {
    const state = await scenario.setup(sim);
    const tasks = Object.entries(scenario.operations).map(
      ([name, operation]) => [name, () => outcomeOf(operation, state)] as const,
    );
    const results = await sim.all(Object.fromEntries(tasks));
    const outcome = { results, observed: await scenario.observe?.(state) };
    for (const allowed of serial.values()) if (dequal(outcome, allowed)) return;
    throw new SerializabilityError(outcome, serial);
  }, options);
}

async function serialOutcomes<S>(
  scenario: Scenario<S>,
  options: ExploreOptions,
): Promise<ReadonlyMap<string, SerialOutcome>> {
  const outcomes = new Map<string, SerialOutcome>();
  for (const order of permutations(Object.keys(scenario.operations))) {
    const oneAfterAnother = async (sim: Simulation): Promise<void> => {
      const state = await scenario.setup(sim);
      const results: Record<string, unknown> = {};
      for (const name of order) results[name] = await outcomeOf(scenario.operations[name] ?? nothing, state);
      outcomes.set(order.join(", then "), { results, observed: await scenario.observe?.(state) });
    };
    // One execution: there is nobody to interleave with.
    await explore(oneAfterAnother, { ...options, cancel: [], maxExecutions: 1 });
  }
  return outcomes;
}

async function outcomeOf<S>(operation: (state: S) => unknown, state: S): Promise<unknown> {
  try {
    return await operation(state);
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : error };
  }
}

function nothing(): void {}

function* permutations(names: readonly string[]): Generator<readonly string[]> {
  if (names.length <= 1) yield names;
  else
    for (const name of names)
      for (const rest of permutations(names.filter((other) => other !== name))) yield [name, ...rest];
}

function describe({ results, observed }: SerialOutcome): string {
  const list = Object.entries(results).map(([name, result]) => `${name} = ${showValue(result)}`);
  return [...list, ...(observed === undefined ? [] : [`state = ${showValue(observed)}`])].join(", ");
}
