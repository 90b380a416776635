import { explore, type ExploreOptions, InterleavingError, type Simulation } from "@heddle/interleave";
import * as fc from "fast-check";

/**
 * A property that holds if, for every input, `body` passes under every order of events that was explored.
 *
 * A failing input is made small by fast-check, and the order in which the smallest one fails by Heddle: the error is an
 * `InterleavingError`, whose text is the report. `fc.pre` in the body works as it does elsewhere.
 *
 * @param arbitrary - makes the inputs; for several, `fc.tuple` or `fc.record`
 * @param options - as for `explore`, for each input; by default 100 executions: fast-check tries 100 inputs
 * @example
 * await fc.assert(
 *   interleavingProperty(fc.array(fc.nat(100), { minLength: 2 }), async (sim, amounts) => {
 *     const account = new Account(sim.service("db", new InMemoryDb({ balance: 100 })));
 *     await sim.all(Object.fromEntries(amounts.map((amount, i) => [`task ${i}`, () => account.withdraw(amount)])));
 *     expect(await account.balance()).toBeGreaterThanOrEqual(0);
 *   }),
 * );
 */
export function interleavingProperty<T>(
  arbitrary: fc.Arbitrary<T>,
  body: (sim: Simulation, input: T) => unknown,
  options: ExploreOptions = {},
): fc.IAsyncPropertyWithHooks<[T]> {
  return fc.asyncProperty(arbitrary, async (input) => {
    try {
      await explore((sim) => body(sim, input), { maxExecutions: 100, ...options });
    } catch (error) {
      throw isPrecondition(error) ? error.cause : error;
    }
  });
}

/** The body has turned its input down, which is no failure. */
function isPrecondition(error: unknown): error is InterleavingError {
  return error instanceof InterleavingError && fc.PreconditionFailure.isFailure(error.cause);
}
