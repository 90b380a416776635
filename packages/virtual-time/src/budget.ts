import type { Fired } from "./scope.ts";

/** How far time may go before a program is taken for one that never ends. */
export interface Budget {
  /** Virtual milliseconds. Default: no limit. */
  readonly ms?: number;
  /** Timers that fire. Default: 1,000,000. */
  readonly timers?: number;
  /** Callbacks that run while time stands still, such as those of `setImmediate`. Default: 1,000,000. */
  readonly steps?: number;
  /**
   * Promises that are made and microtasks that are queued in one step, as long as there are more. Default: 5,000,000, which take a second
   * or two.
   *
   * Where the host does not tell of them, in Bun, Deno and browsers, nobody counts.
   */
  readonly microtasks?: number;
}

/** Counts what has been spent, from a moment on. */
export class Spending {
  readonly microtasks: number;
  readonly #ms: number;
  readonly #timers: number;
  readonly #steps: number;
  readonly #sinceMs: number;
  readonly #last: () => Fired | undefined;
  #fired = 0;
  #stepsNow = 0;

  /** @param last - the timer or immediate that ran last: likely who spends it */
  constructor(
    { ms = Infinity, timers = 1_000_000, steps = 1_000_000, microtasks = 5_000_000 }: Budget,
    nowMs: number,
    last: () => Fired | undefined,
  ) {
    this.#ms = ms;
    this.#timers = timers;
    this.#steps = steps;
    this.microtasks = microtasks;
    this.#sinceMs = nowMs;
    this.#last = last;
  }

  /** Whether so little is left that whoever is made now may be who spends it. */
  get nearlySpent(): boolean {
    return this.#timers - this.#fired <= LAST || this.#steps - this.#stepsNow <= LAST;
  }

  // Each of these throws a BudgetExceededError when that is too much.

  /** Time is about to move to `whenMs`. */
  moves(whenMs: number): void {
    this.#stepsNow = 0;
    if (whenMs - this.#sinceMs > this.#ms) this.#overspent(`${this.#ms} virtual milliseconds`, "ms");
  }

  fires(): void {
    if (++this.#fired > this.#timers) this.#overspent(`${this.#timers} timers`, "timers");
  }

  steps(): void {
    if (++this.#stepsNow > this.#steps) this.#overspent(`${this.#steps} steps at one moment`, "steps");
  }

  /** @param madeAt - where the last of them was made */
  microtasksOverspent(madeAt: string | undefined): BudgetExceededError {
    return new BudgetExceededError(`${this.microtasks} microtasks in one step`, "microtasks", {
      label: "a microtask",
      madeAt,
    });
  }

  #overspent(what: string, limit: keyof Budget): never {
    const last = this.#last();
    const madeAt = last?.origin?.line ?? undefined;
    throw new BudgetExceededError(what, limit, last === undefined ? undefined : { label: last.label, madeAt });
  }
}

/** So many timers before the end remember who made them. */
const LAST = 100;

/** A program goes on and on: more timers have fired, or more steps or microtasks run, than the budget allows. */
export class BudgetExceededError extends Error {
  override readonly name = "BudgetExceededError";
  /** What has been spent. */
  readonly limit: keyof Budget;
  /** The timer or immediate that ran last: `setInterval 250 ms`; or else `a microtask`. */
  readonly last: string | undefined;
  /** Where that was made, as a line of a stack, if it is known. */
  readonly madeAt: string | undefined;

  constructor(what: string, limit: keyof Budget, last: { label: string; madeAt: string | undefined } | undefined) {
    const { label, madeAt } = last ?? {};
    const who =
      label === undefined ? "" : ` The last to run was ${label}${madeAt === undefined ? "" : `, made at ${madeAt}`}.`;
    super(
      `More than ${what}, and no end.${who} Likely ${CAUSE[limit] ?? "an interval that is never cleared, or a loop that polls"}; ` +
        `if it only takes long, raise { budget: { ${limit} } }.`,
    );
    this.limit = limit;
    this.last = label;
    this.madeAt = madeAt;
  }
}

const CAUSE: Partial<Record<keyof Budget, string>> = {
  microtasks: "a loop that awaits nothing that takes time",
};
