import type { MicrotaskDrain } from "@heddle/loop-core";
import type { ExecutionSettings } from "./execution.ts";
import { deviations } from "./strategies/deviations.ts";
import { exhaustive } from "./strategies/exhaustive.ts";
import { portfolio } from "./strategies/portfolio.ts";
import { random } from "./strategies/random.ts";
import type { Strategy } from "./strategies/strategy.ts";
import type { Simulation } from "./simulation/simulation.ts";

export interface ExploreOptions {
  /** Which schedules to try, in which order. Default: `"portfolio"`. */
  strategy?: "portfolio" | "exhaustive" | "deviations" | "random" | Strategy;
  /** The budget in executions. Default: 1,000. */
  maxExecutions?: number;
  /** The budget in real milliseconds. Default: 4,000. */
  maxTimeMs?: number;
  /** More events than that in one execution are a livelock. Default: 10,000. */
  maxSteps?: number;
  /**
   * One step that takes longer than this, in real milliseconds, is taken for an endless loop: a watchdog prints where it
   * is, and ends the process, since nothing else can. Default: 5,000; `Infinity`: no watchdog.
   */
  stepLimitMs?: number;
  /** Nothing that a timer does later than this, in virtual milliseconds, is waited for. Default: 60,000. */
  horizonMs?: number;
  /** Seeds the samplers, and `Math.random` in every execution. Default: 1. */
  seed?: number;
  /** Whether the start of each task is an event, or tasks start at once, in order. Default: `"as events"`. */
  starts?: "as events" | "in order";
  /** The tasks that may be cancelled, at any point: the `signal` that a task is given, and loop tasks of this name. */
  cancel?: readonly string[];
  /** At most so many cancels in one execution. Default: 1. */
  maxCancels?: number;
  /** Runs before the body, in each execution. */
  setup?: (sim: Simulation) => unknown;
  /** Whether a failing order is made as small as possible. Default: yes. */
  minimise?: boolean;
  /** Ends the exploration early; the report says so. */
  signal?: AbortSignal;
  /** Is told now and then how far it is. */
  onProgress?: (progress: { executions: number; elapsedMs: number }) => void;
  /** How microtasks are drained. Default: the best that the host has. */
  drain?: MicrotaskDrain;
}

/** A wrong option: named when it is given, not when it does its damage. */
export class OptionError extends TypeError {
  override readonly name = "OptionError";
  readonly option: string;

  constructor(option: string, wanted: string, got: unknown) {
    super(`The option "${option}" must be ${wanted}, and is ${String(got)}.`);
    this.option = option;
  }
}

/** The options of all executions, checked and with their defaults. */
export function settingsOf(body: unknown, options: ExploreOptions): Omit<ExecutionSettings, "host"> {
  if (typeof body !== "function") throw new OptionError("body", "a function that takes the simulation", typeof body);
  for (const name of ["maxExecutions", "maxTimeMs", "maxSteps", "stepLimitMs", "horizonMs", "maxCancels"] as const) {
    const value = options[name];
    if (value !== undefined && !(value > 0)) throw new OptionError(name, "a number above 0", value);
  }
  const { starts } = options;
  if (starts !== undefined && starts !== "as events" && starts !== "in order") {
    throw new OptionError("starts", '"as events" or "in order"', starts);
  }
  return {
    body: body as ExecutionSettings["body"],
    setup: options.setup,
    starts: starts ?? "as events",
    cancel: options.cancel ?? [],
    maxCancels: options.maxCancels ?? 1,
    maxSteps: options.maxSteps ?? 10_000,
    horizonMs: options.horizonMs ?? 60_000,
    seed: options.seed ?? 1,
  };
}

export function budgetOf(options: ExploreOptions): { executions: number; ms: number } {
  return { executions: options.maxExecutions ?? 1000, ms: options.maxTimeMs ?? 4000 };
}

export function strategyOf(options: ExploreOptions): Strategy {
  const seed = options.seed ?? 1;
  switch (options.strategy ?? "portfolio") {
    case "portfolio":
      return portfolio({ executions: budgetOf(options).executions, seed });
    case "exhaustive":
      return exhaustive();
    case "deviations":
      return deviations();
    case "random":
      return random(seed);
    default:
      break;
  }
  if (typeof options.strategy === "object") return options.strategy;
  throw new OptionError(
    "strategy",
    '"portfolio", "exhaustive", "deviations", "random" or a Strategy',
    options.strategy,
  );
}
