import { type MicrotaskDrain, probeMicrotaskDrain } from "@heddle/loop-core";
import {
  type Body,
  type Choice,
  explore,
  type ExploreOptions,
  type FailingOrder,
  type FailureKind,
  type Guide,
  InterleavingError,
  type Mark,
  type Simulation,
  type Strategy,
  type TraceEntry,
} from "../src/index.ts";
import { Execution } from "../src/execution.ts";
import { runExecutions } from "../src/executions.ts";
import { Host } from "../src/host/host.ts";
import { settingsOf } from "../src/options.ts";
import { Recorder } from "../src/report/recorder.ts";
import type { Deviation } from "../src/schedule.ts";

/** One execution, watched from inside: the tests' own way to see what `explore` only tells of failures. */
export interface Observed {
  readonly fingerprint: number;
  /** One line an event: what happened, to whom, when. */
  readonly trace: readonly string[];
  readonly entries: readonly TraceEntry[];
  readonly marks: readonly Mark[];
  /** `undefined` where the execution passed. */
  readonly failure: { readonly kind: FailureKind; readonly error: unknown } | undefined;
  readonly schedule: string;
  readonly deviations: readonly Deviation[];
  readonly preemptions: number;
  readonly steps: number;
}

export interface Observation extends ExploreOptions {
  /** Whether a recorder watches: without one there is no trace. Default: yes. */
  recorded?: boolean;
}

/** Runs the executions that a strategy asks for, failing ones included, up to `maxExecutions`. */
export async function observeEach(body: Body, strategy: Strategy, options: Observation = {}): Promise<Observed[]> {
  const host = new Host(`observed${++observations}`, options.stepLimitMs ?? 5000);
  const drain: MicrotaskDrain = options.drain ?? (await probeMicrotaskDrain());
  const settings = { ...settingsOf(body, options), host };
  const limit = options.maxExecutions ?? 20_000;
  const observed: Observed[] = [];
  let recorder: Recorder | undefined;
  await runExecutions(
    {
      next: () => {
        if (observed.length >= limit) return undefined;
        const guide = strategy.next();
        if (guide === undefined) return undefined;
        recorder = options.recorded === false ? undefined : new Recorder({ awaits: false });
        return new Execution(settings, guide, recorder);
      },
      done: (execution) => {
        const { failure, journal, history } = execution;
        const { fingerprint, deviations, steps } = journal;
        const entries = recorder?.entries ?? [];
        observed.push({
          fingerprint,
          trace: entries.map(line),
          entries,
          marks: history.marks,
          failure,
          schedule: journal.schedule(settings),
          deviations,
          preemptions: entries.filter(({ preempts }) => preempts).length,
          steps,
        });
        strategy.learn({ failed: failure !== undefined, fingerprint });
      },
    },
    { host, drain, muted: true },
  );
  return observed;
}

let observations = 0;

/** Runs one execution. */
export async function observe(body: Body, guide: Guide, options: Observation = {}): Promise<Observed> {
  const [observed] = await observeEach(body, once(guide), { ...options, maxExecutions: 1 });
  return observed!;
}

function once(guide: Guide): Strategy {
  return { name: "once", next: () => guide, learn: () => {}, coverage: () => ({ kind: "sampled" }) };
}

function line({ step, atMs, kind, name, owner, identity }: TraceEntry): string {
  return `${step} ${atMs} ms ${kind} ${name} of ${owner} (${identity})`;
}

/** The failing order that an exploration finds; throws what it throws if that is something else. */
export async function failingOrder(body: Body, options: ExploreOptions = {}): Promise<FailingOrder> {
  try {
    await explore(body, options);
  } catch (error) {
    if (error instanceof InterleavingError) return error.report.failure;
    throw error;
  }
  throw new Error("No order fails.");
}

/** A failure in one line, to compare with another. */
export function failureOf({ failure }: Pick<Observed, "failure">): string | undefined {
  return failure && `${failure.kind}: ${String(failure.error)}`;
}

/** Follows a strategy, and writes down the fingerprints of what it ran. */
export function noting(strategy: Strategy): Strategy & { readonly fingerprints: number[] } {
  const fingerprints: number[] = [];
  return {
    name: strategy.name,
    fingerprints,
    next: () => strategy.next(),
    learn: (explored) => {
      fingerprints.push(explored.fingerprint);
      strategy.learn(explored);
    },
    coverage: () => strategy.coverage(),
  };
}

/**
 * Every execution with at most so many deviations, depth first, by plain brute force: at each choice the head happens
 * (free), another event is pulled (1), or the head is put behind everything (1) and the choice is made again.
 */
export class EveryDecision implements Strategy, Guide {
  readonly name = "every decision";
  /** Of the execution that was run last. */
  cost: number = 0;
  readonly #bound: number;
  readonly #path: { taken: number; width: number }[] = [];
  #depth = 0;
  #complete = false;

  constructor(bound: number) {
    this.#bound = bound;
  }

  next(): Guide | undefined {
    if (this.#complete) return undefined;
    this.#depth = 0;
    this.cost = 0;
    return this;
  }

  choose(choice: Choice): number {
    for (;;) {
      const decision = this.#decide(this.cost < this.#bound ? decisions(choice) : [0]);
      if (decision !== 0) this.cost++;
      if (typeof decision === "number") return decision;
      choice.postpone(0, decision === "postpone both");
    }
  }

  learn(): void {
    for (let last = this.#path.at(-1); last !== undefined; last = this.#path.at(-1)) {
      if (++last.taken < last.width) return;
      this.#path.pop();
    }
    this.#complete = true;
  }

  coverage(): { kind: "sampled" } {
    return { kind: "sampled" };
  }

  #decide<T>(alternatives: readonly T[]): T {
    const depth = this.#depth++;
    const point = (this.#path[depth] ??= { taken: 0, width: alternatives.length });
    return alternatives[point.taken]!;
  }
}

function decisions(choice: Choice): (number | "postpone" | "postpone both")[] {
  const head = choice.at(0);
  const isPostponed = !("postponed" in head) || head.postponed; // a timer can't be
  return [
    ...Array.from({ length: choice.size }, (_, index) => index),
    ...(isPostponed ? [] : (["postpone"] as const)),
    ...(!isPostponed && "kind" in head && head.kind === "arrive" ? (["postpone both"] as const) : []),
  ];
}

/** What a body logs, over all orders. */
export async function logs(
  body: (sim: Simulation, log: string[]) => unknown,
  options: ExploreOptions = {},
): Promise<string[]> {
  const all = new Set<string>();
  await explore(
    async (sim) => {
      const log: string[] = [];
      await body(sim, log);
      all.add(log.join(" "));
    },
    { strategy: "exhaustive", maxExecutions: 20_000, ...options },
  );
  return [...all].toSorted();
}
