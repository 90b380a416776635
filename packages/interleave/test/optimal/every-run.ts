import type { Run, RunStep } from "../../src/strategies/optimal/run.ts";
import type { Compiled } from "./compile.ts";
import { World } from "./world.ts";

/**
 * Runs every interleaving of a program.
 *
 * @returns how many there are; `undefined` if more than `limit`
 */
export function everyRun(
  program: Compiled,
  limit: number,
  visit: (run: Run, world: World) => void,
): number | undefined {
  let interleavings = 0;
  const steps: RunStep[] = [];
  const go = (world: World): void => {
    const events = world.enabled();
    if (events.length === 0) {
      interleavings++;
      visit({ steps, pending: world.pending() }, world);
    }
    for (const [index, event] of events.entries()) {
      if (interleavings > limit) return;
      const next = index === events.length - 1 ? world : world.clone();
      steps.push(next.step(event));
      go(next);
      steps.pop();
    }
  };
  go(new World(program));
  return interleavings > limit ? undefined : interleavings;
}
