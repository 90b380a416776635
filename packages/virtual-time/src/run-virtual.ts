import { DeadlockError, LeftoverTimersError, type Waiting } from "./errors.ts";
import { installStandIns } from "./globals/stand-ins.ts";
import { type VirtualTimeOptions, timelineOptions } from "./options.ts";
import { Origin } from "./origin.ts";
import { pendingTimers, type PendingTimers } from "./pending.ts";
import { currentScope } from "./scope.ts";
import { Time } from "./time.ts";
import { Timeline, type TimelineOwner } from "./timeline.ts";

/**
 * Runs `body` with a clock of its own: timers, `Date`, `performance.now`, `Math.random` and all else that tells time are
 * virtual inside, and time jumps to the next timer whenever there is nothing else to do.
 *
 * @param body - gets the `time`, for what it wants to do by hand
 * @returns what the body returns
 * @throws {DeadlockError} if the body waits, and there is no timer and nothing real that could end the wait
 * @throws {ExternalWaitError} if it waits for real I/O and `externals` is `"error"`
 * @throws {BudgetExceededError} if timers fire on and on, or microtasks do
 * @throws the reason of `signal`, once that is aborted
 * @throws {LeftoverTimersError} if it leaves timers behind and `leftovers` is `"error"`
 * @example
 * const answer = await runVirtual(async () => {
 *   const start = Date.now();
 *   await new Promise((resolve) => setTimeout(resolve, 3_600_000));
 *   return Date.now() - start;
 * });
 * answer; // 3600000, at once
 */
export function runVirtual<T>(
  body: (time: Time) => T | PromiseLike<T>,
  options: RunVirtualOptions = {},
): Promise<Awaited<T>> {
  return new Promise((resolve, reject) => {
    const run = new VirtualRun<T>(options, new Origin(runVirtual), {
      resolve: resolve as (value: T) => void,
      reject,
    });
    run.start(body);
  });
}

/** What `runVirtual` may be told. */
export interface RunVirtualOptions extends VirtualTimeOptions {
  /** Ends the run when it is aborted: what it has left never fires, and the globals are the real ones again. */
  signal?: AbortSignal;
}

class VirtualRun<T> implements TimelineOwner {
  readonly #timeline: Timeline;
  readonly #startedAt: Origin;
  readonly #leftovers: "ignore" | "error";
  readonly #settle: Settle<T>;
  readonly #giveBack: () => void;
  /** The scope around this one, if there is one, must not take it for idle. */
  readonly #releaseOuter: (() => void) | undefined;

  readonly #signal: AbortSignal | undefined;

  constructor(options: RunVirtualOptions, startedAt: Origin, settle: Settle<T>) {
    this.#startedAt = startedAt;
    this.#leftovers = options.leftovers ?? "ignore";
    this.#settle = settle;
    this.#signal = options.signal;
    options.signal?.throwIfAborted();
    this.#giveBack = installStandIns();
    this.#releaseOuter = currentScope()?.watcher?.holdsTime();
    this.#timeline = new Timeline(timelineOptions(options), this);
  }

  start(body: (time: Time) => T | PromiseLike<T>): void {
    const timeline = this.#timeline;
    timeline.loop.callSoon(() => {
      new Promise<T>((resolve) => resolve(body(new Time(timeline)))).then(
        (value) => this.#end({ value }),
        (error: unknown) => this.#end({ error }),
      );
    });
    this.#signal?.addEventListener("abort", this.#abort);
    timeline.run().catch((error: unknown) => this.#end({ error }));
  }

  readonly #abort = (): void => this.#end({ error: this.#signal?.reason });

  failed(error: unknown): void {
    this.#end({ error });
  }

  stuck(quietMs: number): boolean {
    if (quietMs < QUIET_MS) return true;
    const timers = pendingTimers(this.#timeline.scope);
    const hint =
      timers.length > 0
        ? `Time stands still, with ${timers.length} ${timers.length === 1 ? "timer" : "timers"} pending, as autojump is off and nobody moves it.`
        : "Likely a promise that nobody settles, or one that waits for itself.";
    this.#end({ error: new DeadlockError(this.#waiting(timers), hint) });
    return false;
  }

  #end(outcome: { value: T } | { error: unknown }): void {
    const timeline = this.#timeline;
    if (timeline.scope.ended) return;
    const left = this.#leftovers === "error" ? pendingTimers(timeline.scope) : undefined;
    this.#signal?.removeEventListener("abort", this.#abort);
    timeline.end();
    this.#giveBack();
    this.#releaseOuter?.();
    if ("error" in outcome) this.#settle.reject(outcome.error);
    else if (left !== undefined && left.length > 0) this.#settle.reject(new LeftoverTimersError(left));
    else this.#settle.resolve(outcome.value);
  }

  #waiting(timers: PendingTimers): Waiting[] {
    const { last, loop } = this.#timeline;
    const went = last === undefined ? "" : `; it last went on at ${loop.time()} ms, after ${madeAt(last)}`;
    return [
      {
        name: "the body",
        waitsFor: `a promise that nobody has settled${went}`,
        startedAt: this.#startedAt.line ?? undefined,
      },
      ...loop.allTasks().map((task) => ({
        name: `task "${task.name}"`,
        waitsFor: task.waitsFor,
        startedAt: task.createdAt,
      })),
      ...timers.slice(0, MAX_TIMERS).map(({ kind, deadlineMs, madeAt }) => ({
        name: kind,
        waitsFor: `time to come to ${deadlineMs} ms`,
        startedAt: madeAt,
      })),
      ...this.#timeline.openResources(),
    ];
  }
}

interface Settle<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

function madeAt({ label, origin }: { label: string; origin: Origin | undefined }): string {
  const line = origin?.line ?? undefined;
  return line === undefined ? label : `${label} made at ${line}`;
}

/** The error that speaks of a deadlock lists so many timers. */
const MAX_TIMERS = 50;

/** So long must nothing real be active before a wait is called a deadlock, in real milliseconds. */
const QUIET_MS = 20;
