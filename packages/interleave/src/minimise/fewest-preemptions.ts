import { BoundedSearch } from "../strategies/bounded-search.ts";
import { preemptionCosts } from "../strategies/preemptions.ts";
import type { Minimised, Trial } from "./trial.ts";

/**
 * Looks for a failure with as few preemptions as possible: all schedules with none, then with one, and so on.
 *
 * @returns `undefined` if the budget ended before a failure was found
 */
export async function fewestPreemptions({ run, isSame, mayRun }: Trial): Promise<Minimised | undefined> {
  const search = new BoundedSearch(preemptionCosts);
  while (search.next()) {
    if (!mayRun()) return undefined;
    const execution = await run(search);
    if (isSame(execution)) return { execution, preemptions: search.cost, proven: true };
    search.learn();
  }
  return undefined;
}
