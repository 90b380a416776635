import { currentScope } from "../scope.ts";
import type { StandIn } from "./stand-in.ts";

/** `performance.now()`: the loop's clock, monotonic. */
export function performanceStandIn(): StandIn {
  const realNow = performance.now.bind(performance);
  const now = (): number => currentScope()?.loop.time() ?? realNow();
  return { owner: performance, key: "now", value: now };
}
