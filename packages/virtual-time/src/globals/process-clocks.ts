import { currentScope } from "../scope.ts";
import { type StandIn, standInsOf } from "./stand-in.ts";

/** `process.hrtime()`, `process.hrtime.bigint()` and `process.uptime()`, where there is a `process`: its age. */
export function processClockStandIns(): StandIn[] {
  const { process } = globalThis as { process?: Clocks };
  if (process?.hrtime === undefined || process.uptime === undefined) return [];
  const { hrtime: realHrtime, uptime: realUptime } = process;

  const hrtime = (earlier?: [number, number]): [number, number] => {
    const scope = currentScope();
    if (scope === null) return realHrtime(earlier);
    const ns = nanoseconds(scope.uptimeMs());
    const [seconds, rest] = [Number(ns / SECOND), Number(ns % SECOND)];
    if (earlier === undefined) return [seconds, rest];
    const difference = rest - earlier[1];
    return difference < 0 ? [seconds - earlier[0] - 1, difference + 1e9] : [seconds - earlier[0], difference];
  };
  hrtime.bigint = (): bigint => {
    const scope = currentScope();
    return scope === null ? realHrtime.bigint() : nanoseconds(scope.uptimeMs());
  };

  const uptime = (): number => {
    const scope = currentScope();
    return scope === null ? realUptime.call(process) : scope.uptimeMs() / 1000;
  };
  return standInsOf(process, { hrtime, uptime });
}

interface Clocks {
  hrtime?: { (earlier?: [number, number]): [number, number]; bigint(): bigint };
  uptime?: () => number;
}

function nanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms * 1e6));
}

const SECOND = 1_000_000_000n;
