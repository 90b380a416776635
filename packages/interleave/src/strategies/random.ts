import { Draws } from "./draws.ts";
import type { Choice, Coverage, Guide, Strategy } from "./strategy.ts";

/** A random walk: every enabled event is equally likely, at every choice. Without end: the budget ends it. */
export function random(seed = 1): Strategy {
  const draws = new Draws(seed);
  const guide: Guide = { choose: ({ size }: Choice) => draws.below(size) };
  return {
    name: "random",
    next: () => guide,
    learn: () => {},
    coverage: (): Coverage => ({ kind: "sampled" }),
    save: () => draws.save(),
    restore: (saved) => draws.restore(saved as number),
  };
}
