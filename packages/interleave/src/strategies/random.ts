import { seededRandom } from "@heddle/virtual-time";
import type { Choice, Coverage, Guide, Strategy } from "./strategy.ts";

/** A random walk: every enabled event is equally likely, at every choice. Without end: the budget ends it. */
export function random(seed = 1): Strategy {
  const next = seededRandom(seed);
  const guide: Guide = { choose: ({ size }: Choice) => Math.floor(next() * size) };
  return {
    name: "random",
    next: () => guide,
    learn: () => {},
    coverage: (): Coverage => ({ kind: "sampled" }),
  };
}
