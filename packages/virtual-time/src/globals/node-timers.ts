import { builtinModule } from "./builtin-modules.ts";
import { type StandIn, standInsOf } from "./stand-in.ts";

/** `node:timers`, which has the same functions as `globalThis`. */
export function nodeTimerStandIns(ofGlobals: readonly StandIn[]): StandIn[] {
  const timers = builtinModule<Record<string, unknown>>("node:timers");
  if (timers === undefined) return [];
  const same = ofGlobals.filter(({ owner, key }) => owner === globalThis && key in timers);
  return same.flatMap(({ key, value }) => standInsOf(timers, { [key]: value }));
}
