import type { MicrotaskDrain } from "@heddle/loop-core";
import type { ExecutionSettings } from "./execution.ts";
import { Identities } from "./footprints/identities.ts";
import { Locations } from "./locations.ts";
import type { Equivalence, Strategy } from "./strategies/strategy.ts";
import type { Simulation } from "./simulation/simulation.ts";

export interface ExploreOptions {
  /** Which schedules to try, in which order. Default: `"portfolio"`. */
  strategy?: StrategyName | Strategy;
  /**
   * The budget in executions. Default: 1,000. Those that turn out to be redundant are not counted, but ten times as many
   * end the exploration, too.
   */
  maxExecutions?: number;
  /** The budget in real milliseconds. Default: 4,000. */
  maxTimeMs?: number;
  /** More events than that in one execution are a livelock. Default: 10,000. */
  maxSteps?: number;
  /**
   * One step that takes longer than this, in real milliseconds, is taken for an endless loop: a watchdog prints where it
   * is, and ends the process, since nothing else can; {@link exploreModule} rejects, and ends its threads. Default: 5,000;
   * `Infinity`: no watchdog.
   */
  stepLimitMs?: number;
  /**
   * The budget in virtual time, of each execution: nothing that a timer does later than this, in virtual milliseconds, is
   * waited for. Default: 60,000.
   */
  horizonMs?: number;
  /** Seeds the samplers, and `Math.random` in every execution. Default: 1. */
  seed?: number;
  /**
   * `"realistic"`: callbacks of the loop that are ready (steps of its tasks, callbacks of futures, `callSoon`,
   * `setImmediate`) run first, in the order in which they were scheduled. `"tasks"`: each is an event, and any may run next:
   * for code that must not lean on the order of a queue. What native promises queue keeps the order of the language in both.
   * Default: `"realistic"`.
   */
  model?: "realistic" | "tasks";
  /**
   * `"late"`: timers may fire late, as they do in a busy process: never before their deadlines, and in their order, but the
   * world goes on meanwhile. Default: `"on time"`.
   */
  timers?: "on time" | "late";
  /** Whether the start of each task is an event, or tasks start at once, in order. Default: `"as events"`. */
  starts?: "as events" | "in order";
  /** The tasks that may be cancelled, at any point: the `signal` that a task is given, and loop tasks of this name. */
  cancel?: readonly string[];
  /** At most so many cancels in one execution. Default: 1. */
  maxCancels?: number;
  /** At most so many calls fail in one execution, of those that may (`mayReject`, `mayHang`); 0: none does. Default: 1. */
  maxFaults?: number;
  /** Runs before the body, in each execution. */
  setup?: (sim: Simulation) => unknown;
  /**
   * `"declared"`: a promise that all that tasks share goes through the loop's primitives, `sim.shared()`, or keys that I/O
   * calls declare (`touches`). Then orders of steps that have nothing in common count once. Default: `"unknown"`: a
   * closure may touch anything, so that every order counts.
   */
  footprints?: "unknown" | "declared";
  /**
   * Which executions count as one, where footprints are declared. `"mazurkiewicz"`: those that differ only in the order of
   * steps of which none writes what the other touches. `"observers"`: and those in which two steps set the same without a look
   * at what was there, and nobody sees which came later; what is there in the end, counts as seen. That keeps all executions
   * in memory, and can't be divided or saved: no `shard`, no `checkpoint`, one worker. Default: `"mazurkiewicz"`.
   *
   * @see Aronis, Jonsson, Lång, Sagonas, Optimal dynamic partial order reduction with observers, TACAS 2018
   */
  equivalence?: Equivalence;
  /**
   * Whether declared footprints are checked: executions are run once more with steps in another order that commute, and
   * nothing must come of it. `true`: all neighbours of all executions, which takes many times as long. Default: 16, or one for
   * each 16 executions, by the strategies that rely on footprints; none with a `checkpoint`.
   */
  validate?: boolean;
  /** Whether a failing order is made as small as possible. Default: yes. */
  minimise?: boolean;
  /** Ends the exploration early; the report says so. */
  signal?: AbortSignal;
  /** Is told now and then how far it is. */
  onProgress?: (progress: Progress) => void;
  /** Whether a line on the terminal says how far it is, after the first second: `"auto"`, or never. Default: `"auto"`. */
  progress?: "auto" | false;
  /** Explores one part only of the space of schedules. {@link mergeReports} makes one report of those of all parts. */
  shard?: Shard;
  /**
   * The path of a file that says how far it is: written every few seconds and when the budget or a signal ends the
   * exploration, which goes on there when it is called again, with a fresh budget; removed when nothing is left to do.
   *
   * Body and options have to be the same; only the budget may differ.
   */
  checkpoint?: string;
  /** How microtasks are drained. Default: the best that the host has. */
  drain?: MicrotaskDrain;
}

/** How far an exploration is. */
export interface Progress {
  readonly executions: number;
  /** Real milliseconds. */
  readonly elapsedMs: number;
  /** About how many executions there are in all, those of now included; `undefined` while nobody can tell. */
  readonly estimate: number | undefined;
}

/** One of several parts of equal size, or about so. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/** Those that search, those that take samples, and the default, which does first the one and then the other. */
export type StrategyName =
  | "portfolio"
  | "exhaustive"
  | "deviations"
  | "preemptions"
  | "delays"
  | "random"
  | "pct"
  | "pctcp"
  | "pos"
  | "urw"
  | "surw";

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
  const { starts, maxFaults = 1 } = options;
  if (!(maxFaults >= 0)) throw new OptionError("maxFaults", "a number, 0 or more", maxFaults);
  if (starts !== undefined && starts !== "as events" && starts !== "in order") {
    throw new OptionError("starts", '"as events" or "in order"', starts);
  }
  const { footprints, model = "realistic", timers = "on time" } = options;
  if (model !== "realistic" && model !== "tasks") throw new OptionError("model", '"realistic" or "tasks"', model);
  if (timers !== "on time" && timers !== "late") throw new OptionError("timers", '"on time" or "late"', timers);
  if (footprints === "declared") {
    if (model !== "realistic") throw new OptionError("model", '"realistic" where footprints are declared', model);
    if (timers !== "on time") throw new OptionError("timers", '"on time" where footprints are declared', timers);
  }
  if (footprints !== undefined && footprints !== "declared" && footprints !== "unknown") {
    throw new OptionError("footprints", '"declared" or "unknown"', footprints);
  }
  if (options.validate === true && footprints !== "declared") {
    throw new OptionError("validate", 'left out, unless footprints are "declared"', true);
  }
  checkEquivalence(options);
  const locations = new Locations();
  const tellsOverwrites = options.equivalence === "observers";
  return {
    body: body as ExecutionSettings["body"],
    setup: options.setup,
    model,
    timers,
    starts: starts ?? "as events",
    cancel: options.cancel ?? [],
    maxCancels: options.maxCancels ?? 1,
    maxFaults,
    maxSteps: options.maxSteps ?? 10_000,
    horizonMs: options.horizonMs ?? 60_000,
    seed: options.seed ?? 1,
    locations,
    ownerContexts: new Map(),
    known:
      footprints === "declared"
        ? { identities: new Identities(), locations, older: new WeakMap(), tellsOverwrites }
        : undefined,
  };
}

function checkEquivalence({
  equivalence,
  footprints,
  strategy = "portfolio",
  shard,
  checkpoint,
}: ExploreOptions): void {
  if (equivalence === undefined || equivalence === "mazurkiewicz") return;
  const refuse = (wanted: string): OptionError => new OptionError("equivalence", wanted, equivalence);
  if (equivalence !== "observers") throw refuse('"mazurkiewicz" or "observers"');
  if (footprints !== "declared") throw refuse('left out, unless footprints are "declared"');
  if (typeof strategy === "string" && strategy !== "portfolio" && strategy !== "exhaustive") {
    throw refuse(`left out with the strategy "${strategy}", which takes no executions for equivalent`);
  }
  if (shard !== undefined) throw refuse('"mazurkiewicz" for a shard: the search up to observers can\'t be divided');
  if (checkpoint !== undefined) {
    throw refuse('"mazurkiewicz" with a checkpoint: up to observers, it would have to hold all executions');
  }
}

export function budgetOf(options: ExploreOptions): { executions: number; ms: number } {
  return { executions: options.maxExecutions ?? 1000, ms: options.maxTimeMs ?? 4000 };
}

/** Real milliseconds that one step may take. */
export function stepLimitOf({ stepLimitMs = 5000 }: ExploreOptions): number {
  return stepLimitMs;
}

/** What has to be the same for an exploration to go on where another one was: all but the budget. */
export function conditionsOf(options: ExploreOptions, { name }: Strategy, first: string): Record<string, unknown> {
  const { model, timers, starts, cancel, maxCancels, maxFaults, maxSteps, horizonMs, seed, footprints, shard } =
    options;
  const said = { model, timers, starts, cancel, maxCancels, maxFaults, maxSteps, horizonMs, seed, footprints, shard };
  return { strategy: name, ...said, "the first-in-first-out execution": first };
}
