import { giveUp, OptimalExploration } from "../../src/strategies/optimal/exploration.ts";
import { ObserversExploration } from "../../src/strategies/optimal/observers-exploration.ts";
import type { Pending, Run, RunStep } from "../../src/strategies/optimal/run.ts";
import type { Compiled } from "./compile.ts";
import { World } from "./world.ts";

export interface ExploredOptions {
  /** Called with each run that is the first of its kind, and the state at its end. */
  readonly visit?: (run: Run, world: World) => void;
  readonly exploration?: Exploration;
  /** Whether the exploration is asked even where one event only is enabled. */
  readonly asked?: "always" | "at choices";
  /** What the exploration is told of a step, and of what never happened: by default the truth. */
  readonly told?: (step: RunStep) => RunStep;
  readonly toldPending?: (pending: readonly Pending[]) => readonly Pending[];
}

export type Exploration = Pick<OptimalExploration, "next" | "choose" | "learn" | "executions" | "probes" | "diverged">;

/** Explores a program to the end. */
export function explored(program: Compiled, options: ExploredOptions = {}): Exploration {
  const { visit, exploration = new OptimalExploration(), asked = "always" } = options;
  const { told = (step) => step, toldPending = (pending) => pending } = options;
  const tell =
    exploration instanceof ObserversExploration ? told : (step: RunStep): RunStep => withoutOverwrites(told(step));
  while (exploration.next()) {
    const world = new World(program);
    const steps: RunStep[] = [];
    const stepsTold: RunStep[] = [];
    let chosen: number | undefined;
    for (let enabled = world.enabled(); enabled.length > 0; enabled = world.enabled()) {
      chosen = enabled.length === 1 && asked === "at choices" ? enabled[0] : exploration.choose(enabled, stepsTold);
      if (chosen === undefined || chosen === giveUp) break;
      const step = world.step(chosen);
      steps.push(step);
      stepsTold.push(tell(step));
    }
    if (chosen === giveUp) continue;
    const pending = world.pending();
    const first = exploration.learn({ steps: stepsTold, pending: toldPending(pending) });
    if (first) visit?.({ steps, pending }, world);
  }
  return exploration;
}

function withoutOverwrites(step: RunStep): RunStep {
  const { reads, writes, unknown } = step.footprint;
  return { ...step, footprint: { reads, writes, unknown } };
}
