import { currentScope } from "../scope.ts";
import type { StandIn } from "./stand-in.ts";

/**
 * `performance.now()`, the age of the virtual process, monotonic, and `performance.timeOrigin`, what the wall clock showed when
 * that was 0: a second before virtual time begins.
 *
 * `node:perf_hooks` has the same object.
 */
export function performanceStandIns(): StandIn[] {
  const { performance } = globalThis;
  const realNow = performance.now.bind(performance);
  const realOrigin = performance.timeOrigin;

  const timeOrigin = (): number => {
    const scope = currentScope();
    return scope === null ? realOrigin : scope.epochMs - scope.ageMs;
  };
  return [
    { owner: performance, key: "now", value: (): number => currentScope()?.uptimeMs() ?? realNow() },
    { owner: performance, key: "timeOrigin", get: timeOrigin },
  ];
}
