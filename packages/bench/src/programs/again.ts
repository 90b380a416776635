import type { Strategy } from "@heddle/interleave";

/** A strategy that begins anew whenever it is at its end. */
export function again(begin: () => Strategy): Strategy {
  let strategy = begin();
  return {
    name: strategy.name,
    get surplus() {
      return strategy.surplus;
    },
    next: () => strategy.next() ?? (strategy = begin()).next(),
    learn: (explored) => strategy.learn(explored),
    coverage: () => strategy.coverage(),
  };
}
