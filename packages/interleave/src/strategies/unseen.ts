import type { Occurrence } from "../simulation/enabled.ts";
import type { Footprint } from "../footprint.ts";
import type { ScheduleTree } from "./schedule-tree.ts";
import type { Choice, Coverage, Explored, Guide, Strategy } from "./strategy.ts";

/**
 * A strategy that never runs a schedule which the tree holds already: where what it proposes leads to nothing new, it is
 * led to the next event that does. Its own schedules have all been run when it ends, by itself or before.
 *
 * For strategies that learn nothing from their executions: what they see may be other than what they have proposed.
 */
export function unseen(tree: ScheduleTree, strategy: Strategy): Strategy {
  return new Unseen(tree, strategy);
}

class Unseen implements Strategy, Guide {
  readonly name: string;
  readonly #tree: ScheduleTree;
  readonly #strategy: Strategy;
  #guide: Guide | undefined;

  constructor(tree: ScheduleTree, strategy: Strategy) {
    this.name = strategy.name;
    this.#tree = tree;
    this.#strategy = strategy;
  }

  next(): Guide | undefined {
    if (this.#tree.isComplete) return undefined;
    this.#tree.begin();
    this.#guide = this.#strategy.next();
    return this.#guide === undefined ? undefined : this;
  }

  choose(choice: Choice): number {
    const proposed = (this.#guide as Guide).choose(choice);
    const open = this.#tree.open(choice);
    const index = open.find((one) => one >= proposed) ?? open[0];
    // A choice is reached only as long as something is open; where nothing is, it is not the choice that it was.
    if (index === undefined) return choice.size;
    this.#tree.take(choice, index);
    return index;
  }

  happens(event: Occurrence, owner: string, footprint: Footprint | undefined): void {
    this.#guide?.happens?.(event, owner, footprint);
  }

  learn(explored: Explored): void {
    this.#tree.end();
    this.#strategy.learn(explored);
  }

  /** The tree is for whoever owns it to save. */
  save(): unknown {
    return this.#strategy.save?.();
  }

  restore(saved: unknown): void {
    this.#strategy.restore?.(saved);
  }

  /** What it claims of its own schedules holds; that there are no others, only the tree knows. */
  coverage(): Coverage {
    if (this.#tree.isComplete) return { kind: "complete" };
    const coverage = this.#strategy.coverage();
    return coverage.kind === "complete" ? { kind: "sampled" } : coverage;
  }
}
