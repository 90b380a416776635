import type { Body } from "@heddle/interleave";
import { seededRandom } from "@heddle/virtual-time";
import { type Clock, install } from "@sinonjs/fake-timers";
import type { Scheduler } from "fast-check";
import { ScheduledSimulation } from "./simulation.ts";

/**
 * When time passes under `fc.scheduler()`, which has no clock: when nothing else is left to happen, as with fake timers
 * that are advanced by hand; or whenever the scheduler says so, if that, too, is one of the things that it schedules.
 */
export type TimePasses = "when idle" | "as scheduled";

/** Whether the body fails under this scheduler: throws, hangs, or leaves an error that nobody handles. */
export async function failsUnder(
  scheduler: Scheduler,
  body: Body,
  { horizonMs = 60_000, timePasses }: { horizonMs?: number | undefined; timePasses: TimePasses },
): Promise<boolean> {
  const clock = install({
    now: EPOCH_MS,
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"],
  });
  const sim = new ScheduledSimulation(scheduler, clock);
  const errors = new LostErrors();
  const giveBack = silence();
  try {
    const run: Run = { scheduler, clock, sim, endMs: EPOCH_MS + horizonMs, timePasses };
    return (await isRejectedOrHangs(body, run)) || errors.found;
  } finally {
    giveBack();
    errors.close();
    clock.uninstall();
  }
}

interface Run {
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly sim: ScheduledSimulation;
  readonly endMs: number;
  readonly timePasses: TimePasses;
}

async function isRejectedOrHangs(body: Body, { scheduler, clock, sim, endMs, timePasses }: Run): Promise<boolean> {
  let rejects: boolean | undefined;
  (async () => body(sim.asSimulation()))().then(
    () => (rejects = false),
    () => (rejects = true),
  );
  let isTimeScheduled = false;
  const passTime = (): void => {
    isTimeScheduled = false;
    if (nextTimerMs(clock) <= endMs) clock.next();
  };

  for (let step = 0; step < MAX_STEPS; step++) {
    await quiet();
    if (rejects !== undefined) return rejects;
    if (timePasses === "as scheduled" && !isTimeScheduled && nextTimerMs(clock) <= endMs) {
      isTimeScheduled = true;
      void scheduler.schedule(Promise.resolve(), "time passes").then(passTime); // what a timer throws, nobody handles
    }
    if (scheduler.count() > 0) await scheduler.waitNext(1);
    else if (nextTimerMs(clock) <= endMs) clock.next();
    else if (!sim.goOnIdle()) return true; // it waits, and nothing is left to happen
  }
  return false;
}

/** As the explorer has it. */
const EPOCH_MS = 1_704_067_200_000;
const MAX_STEPS = 1000;

/** Some packages go on by way of several macrotasks: more than these nobody needs. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** The library tells how many timers wait, but not when the next is due. */
function nextTimerMs(clock: Clock): number {
  const { timers } = clock as unknown as { timers?: ReadonlyMap<number, { readonly callAt: number }> };
  let nextMs = Infinity;
  for (const { callAt } of timers?.values() ?? []) nextMs = Math.min(nextMs, callAt);
  return nextMs;
}

/** Errors that reach the process, as long as it is open. */
class LostErrors {
  readonly #rejected = new Set<Promise<unknown>>();
  #thrown = false;

  constructor() {
    process.on("unhandledRejection", this.#onRejection);
    process.on("rejectionHandled", this.#onHandled);
    process.on("uncaughtException", this.#onException);
  }

  get found(): boolean {
    return this.#thrown || this.#rejected.size > 0;
  }

  close(): void {
    process.off("unhandledRejection", this.#onRejection);
    process.off("rejectionHandled", this.#onHandled);
    process.off("uncaughtException", this.#onException);
  }

  readonly #onRejection = (_reason: unknown, promise: Promise<unknown>): void => void this.#rejected.add(promise);
  readonly #onHandled = (promise: Promise<unknown>): void => void this.#rejected.delete(promise);
  readonly #onException = (): void => void (this.#thrown = true);
}

/** No output, and the same `Math.random` in each run, until it is given back. */
function silence(): () => void {
  const { log, warn, error } = console;
  const { random } = Math;
  console.log = console.warn = console.error = () => {};
  Math.random = seededRandom(1);
  return () => {
    Object.assign(console, { log, warn, error });
    Math.random = random;
  };
}
