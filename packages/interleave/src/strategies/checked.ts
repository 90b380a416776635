import { FootprintError, type NamedStep } from "../footprints/footprint-error.ts";
import type { Locations } from "../locations.ts";
import { CheckPlan } from "./check-plan.ts";
import type { Interleavings } from "./linear-extensions.ts";
import type { Culprits } from "./optimal/bisection.ts";
import { type Difference, type Finished, type Label, PermutedRun } from "./optimal/permuted-run.ts";
import type { RunStep } from "./optimal/run.ts";
import type { Coverage, Explored, Guide, Strategy, Surplus } from "./strategy.ts";
import { type Check, Suspicion } from "./suspicion.ts";

/**
 * A strategy that goes by declared footprints, and checks them: it runs executions once more, with steps in another order
 * that commute, and fails if anything is different then. Two neighbours are swapped; or everything is turned round, as far as
 * it may be, or comes in some other order: where that makes a difference, bisection finds two steps that do.
 *
 * A difference counts only if the execution, run once more as it was, shows none. As long as that is not known, nothing is
 * called complete.
 *
 * @param which - `"some"`: 16 checks, or one for each 16 executions, whichever is more; `"all"`: every pair of neighbours of
 *   every execution, and each as far turned round as it may be
 * @param locations - names what steps touch
 * @param seed - of other orders
 */
export function checked(strategy: Strategy, which: "some" | "all", locations: Locations, seed: number): Strategy {
  return new Checked(strategy, new CheckPlan(which, seed), locations);
}

class Checked implements Strategy {
  surplus: Surplus | undefined = undefined;
  #error: FootprintError | undefined;
  readonly #strategy: Strategy;
  readonly #plan: CheckPlan;
  readonly #locations: Locations;
  readonly #labels = new Map<number, Label>();
  /** The check that is being run. */
  #current: { readonly guide: PermutedRun; readonly check: Check } | undefined;
  /** What a check has shown, until it is known why. */
  #suspicion: Suspicion | undefined;

  constructor(strategy: Strategy, plan: CheckPlan, locations: Locations) {
    this.#strategy = strategy;
    this.#plan = plan;
    this.#locations = locations;
  }

  get name(): string {
    return this.#strategy.name;
  }

  get error(): Error | undefined {
    return this.#error ?? this.#strategy.error;
  }

  estimate(): number | undefined {
    return this.#strategy.estimate?.();
  }

  get interleavings(): Interleavings | undefined {
    return this.#strategy.interleavings;
  }

  get isChecking(): boolean {
    return this.#current !== undefined;
  }

  get remark(): string | undefined {
    const { remark } = this.#strategy;
    if (remark !== undefined || this.#suspicion === undefined) return remark;
    return (
      `Suspected, not proven: with steps in another order that commute, as declared, ${this.#tell(this.#suspicion.difference)}. ` +
      "It ended before it could be told whether that is due to the order, and of which steps: give it more time."
    );
  }

  next(): Guide | undefined {
    this.#current = undefined;
    if (this.#error !== undefined) return undefined;
    if (this.#suspicion !== undefined) return this.#run(this.#suspicion.check, this.#suspicion.order);
    let check = this.#plan.next();
    if (check === undefined) {
      const next = this.#strategy.next();
      if (next !== undefined) return next;
      this.#plan.useUp();
      check = this.#plan.next();
    }
    return check && this.#run(check, check.order);
  }

  learn(explored: Explored): void {
    if (this.#current === undefined) {
      this.#strategy.learn(explored);
      this.surplus = this.#strategy.surplus;
      if (this.surplus === undefined) this.#plan.add(finishedOf(explored));
      return;
    }
    this.surplus = "check";
    const { guide, check } = this.#current;
    const difference = guide.difference(explored);
    if (this.#suspicion === undefined) {
      this.#suspicion = difference && new Suspicion(check, difference);
      return;
    }
    const found = this.#suspicion.learn(difference);
    if (found === undefined) return;
    this.#suspicion = undefined;
    if (found !== "dismissed") this.#error = this.#explain(check.finished, found);
  }

  coverage(): Coverage {
    const isDoubtful = this.#error !== undefined || this.#suspicion !== undefined;
    return isDoubtful ? { kind: "sampled" } : this.#strategy.coverage();
  }

  #run(check: Check, order: readonly number[]): Guide {
    const guide = new PermutedRun(check.finished, order, this.#labels);
    this.#current = { guide, check };
    return guide;
  }

  #explain({ run }: Finished, { swapped: [first, second], difference }: Culprits): FootprintError {
    const named = (index: number): NamedStep => {
      const step = run.steps[index] as RunStep;
      return { ...this.#label(step.event), touches: this.#locations.describe(step.footprint) };
    };
    return new FootprintError([named(first), named(second)], this.#tell(difference));
  }

  #tell({ event, what }: Difference): string {
    if (event === undefined) return what;
    const { name, owner } = this.#label(event);
    return `"${name}" of ${owner} ${what}`;
  }

  #label(event: number): Label {
    return this.#labels.get(event) ?? { name: "a step", owner: "a task" };
  }
}

/** What can be run once more: it has come to its end, and passed. */
function finishedOf({ run, outcome, failed }: Explored): Finished | undefined {
  return run === undefined || outcome === undefined || failed ? undefined : { run, ...outcome };
}
