import { exhaustive, explore, type ExploreOptions, random, type Strategy } from "@heddle/interleave";
import { again } from "./again.ts";
import { type Contender, increment } from "./lost-update.ts";

/** The options under which every contender has the same choices: tasks start at once, and an I/O call is one moment. */
const SAME_CHOICES: Variant = { starts: "in order", collapse: true };

interface Variant extends Pick<ExploreOptions, "starts" | "drain"> {
  readonly collapse: boolean;
}

export const exploreRandom: Contender = exploring("explore, random", () => random(1));

/** The engine's other extreme: a new order each time, depth first, and from the start again when all were seen. */
export const exploreExhaustive: Contender = exploring("explore, exhaustive", () => again(exhaustive));

export const exploreTwoMoments: Contender = exploring("explore, call and response apart", () => random(1), {
  ...SAME_CHOICES,
  collapse: false,
});

export const exploreStarts: Contender = exploring("explore, starts are events too", () => random(1), {
  collapse: false,
});

/** @param drain - how microtasks are drained */
export function exploreWith(drain: NonNullable<ExploreOptions["drain"]>): Contender {
  return exploring(`explore, ${drain.name}`, () => random(1), { ...SAME_CHOICES, drain });
}

function exploring(name: string, strategy: () => Strategy, variant: Variant = SAME_CHOICES): Contender {
  const { collapse, ...options } = variant;
  return {
    name,
    async run({ tasks, awaits }, executions, outcomes) {
      const names = Array.from({ length: tasks }, (_, i) => `task ${i}`);
      await explore(
        async (sim) => {
          const counter = { value: 0 };
          const moment = (name: string): Promise<void> => sim.io(name, nothing, { collapse });
          const work = (): Promise<void> => increment(counter, awaits, moment);
          const all: Record<string, () => Promise<void>> = {};
          for (const name of names) all[name] = work;
          await sim.all(all);
          outcomes.add(counter.value);
        },
        { ...options, strategy: strategy(), maxExecutions: executions, maxTimeMs: Infinity },
      );
    },
  };
}

function nothing(): void {}
