import type { Body } from "../execution.ts";
import { Budget } from "../budget.ts";
import { Exploration, type Part } from "../exploration.ts";
import { orThrow, inTurn } from "../explore.ts";
import { NondeterminismError } from "../failure.ts";
import { FingerprintSet } from "../fingerprint-set.ts";
import { FootprintError } from "../footprints/footprint-error.ts";
import { ProgressLine } from "../host/progress-line.ts";
import { type ExploreOptions, OptionError, settingsOf, stepLimitOf } from "../options.ts";
import { strategyOf } from "../strategies/strategy-of.ts";
import { mergeCoverage, mergeStatistics } from "../report/merge-reports.ts";
import type { Report, Statistics } from "../report/report.ts";
import { UndividedPickError } from "../strategies/optimal.ts";
import { CLAIMS_BYTES } from "./claims.ts";
import { bodyOptions, type CloneableOptions } from "./module-body.ts";
import { Pulse } from "./pulse.ts";
import { type EndlessStepError, watchThreads } from "./thread-watchdog.ts";
import type * as Worker from "./worker/explore-part.ts";

export interface ExploreModuleOptions extends CloneableOptions, Pick<ExploreOptions, "signal" | "onProgress"> {
  /** How many threads. Default: as many as the machine has processors. */
  workers?: number;
}

/**
 * As {@link explore}, in several threads: of a body that a module exports, since a closure can't go to another thread.
 *
 * The threads divide the space of schedules as they go along: what one finds is what several find together. A failure in
 * any of them ends all; it is made small and shown by this thread. Which one is found first is a matter of luck, where
 * there are several. The budget is that of all threads together.
 *
 * Needs the package `piscina`. The threads are ended if a step in one of them takes longer than `stepLimitMs`.
 *
 * @param module - its URL: `new URL("./race.ts", import.meta.url)`
 * @param exportName - of the body
 * @throws {InterleavingError} for the first order that fails
 * @throws {OptionError} for a wrong option, or if there is no such export
 * @throws {EndlessStepError} for a step that goes on and on; says which one it is, where, and under which schedule
 * @throws {MissingPoolError} if `piscina` is not installed
 * @example
 * await exploreModule(new URL("./race.ts", import.meta.url), "body", { workers: 2, strategy: "exhaustive" });
 */
export async function exploreModule(
  module: URL,
  exportName: string,
  { workers, signal, onProgress, ...options }: ExploreModuleOptions = {},
): Promise<Report> {
  const threads = workers ?? (await processors());
  if (!Number.isInteger(threads) || threads < 1) throw new OptionError("workers", "a whole number above 0", workers);
  const { checkpoint } = options as Pick<ExploreOptions, "checkpoint">;
  if (checkpoint !== undefined) throw new OptionError("checkpoint", "left out: threads have none", checkpoint);
  const [body, exploreOptions] = await bodyOptions(module.href, exportName, options);
  const own: ExploreOptions = {
    ...exploreOptions,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  settingsOf(body, own);
  const { name } = strategyOf(own);
  return inTurn(async () => {
    const task = { module: module.href, exportName, options, threads };
    const parts = await inThreads(task, own);
    const report = merged(parts, name, own);
    const failing = parts.find((part) => part.failing !== undefined)?.failing;
    if (failing === undefined) return report;
    return orThrow({ ...report, cutBy: undefined, failure: await explained(failing, report, body, own) });
  });
}

/** What the threads have found. */
async function inThreads(
  task: Omit<Worker.PartTask, "thread" | "budget" | "claims" | "pulses">,
  options: ExploreOptions,
): Promise<Part[]> {
  const { moduleFunction, ThreadPool } = await import("@heddle/loop-core/threads");
  const shared = {
    budget: new SharedArrayBuffer(Budget.BYTES),
    claims: new SharedArrayBuffer(CLAIMS_BYTES),
    pulses: new SharedArrayBuffer(task.threads * Pulse.BYTES),
  };
  const budget = new Budget(options, shared.budget);
  const stop = (): void => budget.stop();
  const { signal } = options;
  if (signal?.aborted === true) stop();
  signal?.addEventListener("abort", stop);
  const endProgress = watch(budget, options);
  const pool = new ThreadPool({
    maxThreads: task.threads,
    errors: [FootprintError, NondeterminismError, OptionError, UndividedPickError],
  });
  const threads = Array.from({ length: task.threads }, (_, thread) => thread);
  const pulses = threads.map((thread) => new Pulse(shared.pulses, thread));
  let endless: EndlessStepError | undefined;
  const endWatch = watchThreads(pulses, stepLimitOf(options), (error) => {
    endless = error;
    void pool.terminate(); // what is under way rejects
  });
  try {
    const work = moduleFunction<typeof Worker, "explorePart">(workerFile(), "explorePart");
    const explore = async (thread: number): Promise<Part> => {
      try {
        const part = await pool.submit(work, { ...task, ...shared, thread });
        if (part.failing !== undefined) stop();
        return part;
      } catch (error) {
        stop();
        throw endless ?? error;
      }
    };
    return await Promise.all(threads.map(explore));
  } finally {
    await pool[Symbol.asyncDispose](); // not `await using`, which Node 22 can't read
    endWatch(); // it may be another thread's loop that this has waited for
    signal?.removeEventListener("abort", stop);
    endProgress();
  }
}

/** Tells how far all threads are; returns the function that ends it. */
function watch(budget: Budget, { onProgress, progress }: ExploreOptions): () => void {
  const line = progress === false ? undefined : ProgressLine.where(globalThis.process);
  if (line === undefined && onProgress === undefined) return () => {};
  const began = performance.now();
  const tell = (): void => {
    const now = { executions: budget.spent, elapsedMs: performance.now() - began, estimate: undefined };
    onProgress?.(now);
    line?.show(now);
  };
  const timer = setInterval(tell, PROGRESS_EVERY_MS);
  return () => {
    clearInterval(timer);
    line?.end();
  };
}

const PROGRESS_EVERY_MS = 100;

function merged(parts: readonly Part[], strategy: string, { shard }: ExploreOptions): Report {
  return {
    strategy,
    statistics: withDuplicates(parts.map(({ statistics }) => statistics).reduce(mergeStatistics), parts),
    coverage: parts.map(({ coverage }) => coverage).reduce(mergeCoverage),
    remark: parts.find(({ remark }) => remark !== undefined)?.remark,
    cutBy: parts.find(({ cutBy }) => cutBy !== undefined)?.cutBy,
    failure: undefined,
    shard,
  };
}

/** Here all fingerprints are known: what two threads have both run, counts once. */
function withDuplicates(sum: Statistics, parts: readonly Part[]): Statistics {
  const distinct = new FingerprintSet();
  let [duplicates, unremembered] = [sum.duplicates, sum.unremembered];
  for (const { fingerprints } of parts) {
    for (const fingerprint of fingerprints) {
      const seen = distinct.add(fingerprint);
      if (seen === "known") duplicates++;
      else if (seen === "full") unremembered++;
    }
  }
  return { ...sum, distinct: distinct.size, duplicates, unremembered };
}

async function explained(
  failing: string,
  { statistics }: Report,
  body: Body,
  options: ExploreOptions,
): Promise<Report["failure"]> {
  const exploration = await Exploration.open(settingsOf(body, options), options);
  return exploration.explain(failing, statistics.executions);
}

/** It has the same place beside this module when that is built. */
function workerFile(): URL {
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  return new URL(`./worker/explore-part${extension}`, import.meta.url);
}

async function processors(): Promise<number> {
  const { availableParallelism } = await import("node:os");
  return availableParallelism();
}
