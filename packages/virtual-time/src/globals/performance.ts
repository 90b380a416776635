import { currentScope } from "../scope.ts";
import type { StandIn } from "./stand-in.ts";

/**
 * `performance.now()`, the loop's clock, monotonic, and `performance.timeOrigin`, what the wall clock showed when it was 0.
 *
 * `node:perf_hooks` has the same object.
 */
export function performanceStandIns(): StandIn[] {
  const { performance } = globalThis;
  const realNow = performance.now.bind(performance);
  const realOrigin = performance.timeOrigin;
  return [
    { owner: performance, key: "now", value: (): number => currentScope()?.loop.time() ?? realNow() },
    { owner: performance, key: "timeOrigin", get: (): number => currentScope()?.epochMs ?? realOrigin },
  ];
}
