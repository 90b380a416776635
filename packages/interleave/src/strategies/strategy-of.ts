import { Locations } from "../locations.ts";
import { budgetOf, type ExploreOptions, OptionError, type StrategyName } from "../options.ts";
import { checked } from "./checked.ts";
import { declared } from "./declared.ts";
import { delays } from "./delays.ts";
import { deviationsOf } from "./deviations.ts";
import { depthFirst } from "./exhaustive.ts";
import { type Part, seedIn, shardOf, whole } from "./part.ts";
import { pct } from "./pct.ts";
import { pctcp } from "./pctcp.ts";
import { portfolioOf } from "./portfolio.ts";
import { pos } from "./pos.ts";
import { preemptionsOf } from "./preemptions.ts";
import { random } from "./random.ts";
import { surw } from "./surw.ts";
import { urw } from "./urw.ts";
import type { Equivalence, Strategy } from "./strategy.ts";

/**
 * The strategy that the options name, with checks where it relies on what is declared.
 *
 * @param locations - names what steps touch, where what is declared turns out to be wrong
 * @param part - of the space of schedules
 */
export function strategyOf(
  options: ExploreOptions,
  locations: Locations = new Locations(),
  part: Part = partOf(options),
): Strategy {
  const { strategy = "portfolio", footprints, validate, checkpoint } = options;
  if (validate === true && checkpoint !== undefined) {
    throw new OptionError("validate", "left out with a checkpoint: checks under way can't be saved", validate);
  }
  const made = typeof strategy === "object" ? undivided(strategy, part) : named(strategy, options, part);
  const relies = footprints === "declared" && (strategy === "portfolio" || strategy === "exhaustive");
  const checks = validate === true || (relies && validate !== false && checkpoint === undefined);
  return checks ? checked(made, validate === true ? "all" : "some", locations, options.seed ?? 1) : made;
}

export function partOf({ shard }: ExploreOptions): Part {
  if (shard === undefined) return whole;
  const { index, count } = shard;
  const isPart = Number.isInteger(index) && Number.isInteger(count) && index >= 0 && index < count;
  if (!isPart) throw new OptionError("shard", "{ index, count }, index from 0 and below count", JSON.stringify(shard));
  return shardOf(index, count);
}

function undivided(strategy: Strategy, { count }: Part): Strategy {
  if (count === 1) return strategy;
  throw new OptionError(
    "strategy",
    "the name of one that can be divided, where there are parts to explore",
    strategy.name,
  );
}

function named(name: StrategyName, options: ExploreOptions, part: Part): Strategy {
  const { seed = 1, footprints, equivalence = "mazurkiewicz" } = options;
  if (equivalence === "observers" && part.count > 1) {
    throw new OptionError(
      "equivalence",
      '"mazurkiewicz" where there are parts to explore, as several workers do',
      equivalence,
    );
  }
  if (Object.hasOwn(byName, name)) {
    return byName[name]({
      part,
      seed: name === "portfolio" ? seed : seedIn(part, seed),
      executions: budgetOf(options).executions,
      isDeclared: footprints === "declared",
      equivalence,
    });
  }
  const names = Object.keys(byName).map((one) => `"${one}"`);
  throw new OptionError("strategy", `${names.join(", ")} or a Strategy`, name);
}

interface Ingredients {
  readonly part: Part;
  readonly seed: number;
  readonly executions: number;
  readonly isDeclared: boolean;
  readonly equivalence: Equivalence;
}

const byName: Record<StrategyName, (from: Ingredients) => Strategy> = {
  portfolio: ({ part, seed, executions, isDeclared, equivalence }) =>
    portfolioOf(part, { executions, seed, declared: isDeclared, equivalence }),
  exhaustive: ({ part, isDeclared, equivalence }) => (isDeclared ? declared(part, equivalence) : depthFirst(part)),
  deviations: ({ part }) => deviationsOf(part),
  preemptions: ({ part }) => preemptionsOf(part),
  // Its round is that of the order in which tasks have first appeared, which is another one in each part.
  delays: ({ part }) => undivided(delays(), part),
  random: ({ seed }) => random(seed),
  pct: ({ seed }) => pct(undefined, seed),
  pctcp: ({ seed }) => pctcp(undefined, seed),
  pos: ({ seed }) => pos(seed),
  urw: ({ seed }) => urw(seed),
  surw: ({ seed }) => surw(seed),
};
