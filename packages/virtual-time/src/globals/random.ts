import { currentScope } from "../scope.ts";
import type { StandIn } from "./stand-in.ts";

/** `Math.random`, seeded by the scope: two runs of the same schedule see the same numbers. */
export function randomStandIns(): StandIn[] {
  const realRandom = Math.random;
  return [{ owner: Math, key: "random", value: (): number => currentScope()?.random() ?? realRandom() }];
}
