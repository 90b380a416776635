import type { Fired } from "./scope.ts";

/** How far time may go before a program is taken for one that never ends. */
export interface Budget {
  /** Virtual milliseconds. Default: no limit. */
  readonly ms?: number;
  /** Timers that fire. Default: 1,000,000. */
  readonly timers?: number;
  /** Callbacks that run while time stands still, such as those of `setImmediate`. Default: 1,000,000. */
  readonly steps?: number;
}

/** Counts what has been spent, from a moment on. */
export class Spending {
  readonly #ms: number;
  readonly #timers: number;
  readonly #steps: number;
  readonly #sinceMs: number;
  readonly #last: () => Fired | undefined;
  #fired = 0;
  #stepsNow = 0;

  /** @param last - the timer or immediate that ran last: likely who spends it */
  constructor(
    { ms = Infinity, timers = 1_000_000, steps = 1_000_000 }: Budget,
    nowMs: number,
    last: () => Fired | undefined,
  ) {
    this.#ms = ms;
    this.#timers = timers;
    this.#steps = steps;
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

  #overspent(what: string, limit: keyof Budget): never {
    throw new BudgetExceededError(what, limit, this.#last());
  }
}

/** So many timers before the end remember who made them. */
const LAST = 100;

/** Time went on and on: more timers have fired, or more steps run, than the budget allows. */
export class BudgetExceededError extends Error {
  override readonly name = "BudgetExceededError";
  /** What has been spent. */
  readonly limit: keyof Budget;
  /** The timer or immediate that ran last: `setInterval 250 ms`. */
  readonly last: string | undefined;
  /** Where that was made, as a line of a stack, if it is known. */
  readonly madeAt: string | undefined;

  constructor(what: string, limit: keyof Budget, last: Fired | undefined) {
    const madeAt = last?.origin?.line ?? undefined;
    const who =
      last === undefined
        ? ""
        : ` The last to run was ${last.label}${madeAt === undefined ? "" : `, made at ${madeAt}`}.`;
    super(
      `More than ${what}, and no end.${who} Likely an interval that is never cleared, or a loop that polls; ` +
        `if it only takes long, raise { budget: { ${limit} } }.`,
    );
    this.limit = limit;
    this.last = last?.label;
    this.madeAt = madeAt;
  }
}
