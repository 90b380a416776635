import {
  type Chooser,
  drive,
  EventLoop,
  type Machine,
  type Next,
  probeMicrotaskDrain,
  type Suspension,
  type TimerHandle,
} from "@heddle/loop-core";
import { Externals } from "./externals.ts";
import { installStandIns } from "./globals/stand-ins.ts";
import { activate, runInScope, Scope } from "./scope.ts";
import { VirtualClock } from "./virtual-clock.ts";

export interface RunVirtualOptions {
  /** What `Date.now()` shows at the start. Default: 2024-01-01T00:00:00Z. */
  epochMs?: number;
  /** Seeds `Math.random`. Default: 1. */
  seed?: number;
  /**
   * What happens when the body waits for real I/O. Default `"wait"`: real time passes and virtual time stands still, so
   * that it never loses to a virtual timer. Counted for the process: what others begin meanwhile counts too.
   */
  externals?: "wait" | "error";
  /** More steps than that are taken for a timer without end. Default: 1,000,000. */
  maxSteps?: number;
}

/**
 * Runs `body` with a clock of its own: `setTimeout`, `setInterval`, `setImmediate`, `Date`, `performance.now` and
 * `Math.random` are virtual inside, and time jumps to the next timer whenever there is nothing else to do.
 *
 * @returns what the body returns
 * @throws {DeadlockError} if the body waits, and there is no timer and nothing real that could end the wait
 * @throws {ExternalWaitError} if it waits for real I/O and `externals` is `"error"`
 * @example
 * const answer = await runVirtual(async () => {
 *   await new Promise((resolve) => setTimeout(resolve, 3_600_000));
 *   return performance.now();
 * });
 * answer; // 3600000, at once
 */
export async function runVirtual<T>(body: () => T | PromiseLike<T>, options: RunVirtualOptions = {}): Promise<T> {
  const drain = await probeMicrotaskDrain();
  const run = new VirtualRun(body, options, drain.drain !== null);
  const giveBack = installStandIns();
  try {
    await drive(run, drain);
  } finally {
    giveBack();
  }
  return run.outcome();
}

/** The body waits, and nothing could ever end the wait. */
export class DeadlockError extends Error {
  override readonly name = "DeadlockError";

  constructor() {
    super(
      "The body has not finished, and nothing is left that could go on: no timer, no microtask, nothing real. " +
        "Likely a promise that nobody settles, or one that waits for itself.",
    );
  }
}

/** The body waits for something real, which was not to be waited for. */
export class ExternalWaitError extends Error {
  override readonly name = "ExternalWaitError";
  /** What the host works on, as far as it tells. */
  readonly resources: readonly string[];

  constructor(resources: readonly string[]) {
    super(
      `The body waits for something real (active in the host: ${resources.join(", ") || "nothing that it tells of"}). ` +
        'Replace it by a fake, or let real time pass for it: { externals: "wait" }.',
    );
    this.resources = resources;
  }
}

/** A body that never ends. */
export class EndlessTimersError extends Error {
  override readonly name = "EndlessTimersError";
  readonly maxSteps: number;

  constructor(maxSteps: number, timer: string) {
    super(
      `More than ${maxSteps} steps, and the next is "${timer}". Likely an interval that is never cleared, or a loop that ` +
        "polls; if the body is just long, raise `maxSteps`.",
    );
    this.maxSteps = maxSteps;
  }
}

class VirtualRun<T> implements Machine, Chooser {
  readonly #loop: EventLoop;
  readonly #scope: Scope;
  readonly #synchronous: boolean;
  readonly #externals = new Externals();
  readonly #mayWait: boolean;
  readonly #maxSteps: number;
  #steps = 0;
  #quietMs = 0;
  #result: { value: T } | { error: unknown } | undefined;

  constructor(body: () => T | PromiseLike<T>, options: RunVirtualOptions, synchronous: boolean) {
    this.#loop = new EventLoop({ clock: new VirtualClock(), chooser: this, awaitOutsideTask: "adopt" });
    this.#loop.setExceptionHandler(({ error }) => (this.#result ??= { error }));
    this.#scope = new Scope(this.#loop, options);
    this.#synchronous = synchronous;
    this.#mayWait = options.externals !== "error";
    this.#maxSteps = options.maxSteps ?? 1_000_000;
    this.#loop.callSoon(() => this.#start(body));
  }

  outcome(): T {
    const result = this.#result as { value: T } | { error: unknown };
    if ("error" in result) throw result.error;
    return result.value;
  }

  step(): Next {
    // The context tells whose code it is that goes on after real I/O, when no slice runs.
    return runInScope(this.#scope, () => this.#loop.step());
  }

  enter(): void {
    if (this.#synchronous) activate(this.#scope);
    this.#loop.enter();
  }

  leave(): void {
    this.#loop.leave();
    activate(null);
  }

  choose(timer: TimerHandle | undefined): TimerHandle | Suspension | undefined {
    if (this.#result !== undefined) return undefined;
    // A timer of the host is no reason to wait: inside, all timers are virtual, and a test runner has some of its own.
    const resources = this.#externals.sinceThen().filter((kind) => kind !== "Timeout");
    if (resources.length === 0 && timer !== undefined) {
      if (++this.#steps <= this.#maxSteps) return timer;
      this.#result = { error: new EndlessTimersError(this.#maxSteps, timer.label ?? "timer") };
      return undefined;
    }
    if (resources.length > 0 && !this.#mayWait) {
      this.#result = { error: new ExternalWaitError(resources) };
      return undefined;
    }
    if (resources.length === 0 && this.#quietMs >= QUIET_MS) {
      this.#result = { error: new DeadlockError() };
      return undefined;
    }
    return this.#hostTurn(resources.length === 0);
  }

  /** Real time passes, and virtual time stands still. Node does not list all that it works on: quiet is not silent. */
  #hostTurn(quiet: boolean): Suspension {
    this.#quietMs = quiet ? this.#quietMs + TURN_MS : 0;
    return (resume) => void hostSetTimeout(resume, TURN_MS);
  }

  #start(body: () => T | PromiseLike<T>): void {
    new Promise<T>((resolve) => resolve(body())).then(
      (value) => (this.#result ??= { value }),
      (error: unknown) => (this.#result ??= { error }),
    );
  }
}

const TURN_MS = 1;
/** So long must nothing real be active before a wait is called a deadlock, in real milliseconds. */
const QUIET_MS = 20;

const { setTimeout: hostSetTimeout } = globalThis;
