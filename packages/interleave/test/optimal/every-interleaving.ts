import type { Compiled } from "./compile.ts";
import { Trace } from "./trace.ts";
import { World } from "./world.ts";

/**
 * Runs every interleaving of a program: what an explorer is to be compared with.
 *
 * @param limit - gives up beyond so many
 * @returns the traces, and how many interleavings there are; `undefined` if too many
 */
export function everyInterleaving(
  program: Compiled,
  limit: number = Infinity,
): { traces: ReadonlySet<number>; interleavings: number } | undefined {
  const traces = new Set<number>();
  const trace = new Trace();
  let interleavings = 0;

  const visit = (world: World): void => {
    const events = world.enabled();
    if (events.length === 0) {
      interleavings++;
      traces.add(trace.key);
    }
    for (const [index, event] of events.entries()) {
      if (interleavings > limit) return;
      const next = index === events.length - 1 ? world : world.clone();
      trace.push(next.step(event));
      visit(next);
      trace.pop();
    }
  };
  visit(new World(program));
  return interleavings > limit ? undefined : { traces, interleavings };
}
