import { hostNow } from "@heddle/loop-core";
import type { Execution } from "../execution.ts";
import { deviations } from "../strategies/deviations.ts";
import { fewestPreemptions } from "./fewest-preemptions.ts";
import type { Minimised, Trial } from "./trial.ts";

/**
 * Makes a failing execution as small as the budget allows: fewest preemptions, which a person reads best; where there are
 * too many schedules to find that out, fewest deviations from first-in-first-out.
 *
 * @param signal - ends it early
 * @returns `undefined` if the execution is as small as it was found
 */
export async function minimise(
  failing: Execution,
  how: Omit<Trial, "mayRun">,
  signal: AbortSignal | undefined,
): Promise<Minimised | undefined> {
  return (
    (await fewestPreemptions(withBudget(how, signal))) ?? (await fewestDeviations(failing, withBudget(how, signal)))
  );
}

const BUDGET = { executions: 3000, ms: 1000 };

function withBudget(how: Omit<Trial, "mayRun">, signal: AbortSignal | undefined): Trial {
  const end = hostNow() + BUDGET.ms;
  let runs = 0;
  return { ...how, mayRun: () => runs++ < BUDGET.executions && hostNow() < end && signal?.aborted !== true };
}

async function fewestDeviations(failing: Execution, { run, isSame, mayRun }: Trial): Promise<Minimised | undefined> {
  const found = failing.journal.deviations.length;
  if (found === 0) return undefined;
  const strategy = deviations(found - 1);
  for (let guide = strategy.next(); guide !== undefined && mayRun(); guide = strategy.next()) {
    const execution = await run(guide);
    if (isSame(execution)) return { execution, preemptions: undefined, proven: false };
    strategy.learn({ failed: execution.failure !== undefined, fingerprint: execution.journal.fingerprint });
  }
  return undefined;
}
