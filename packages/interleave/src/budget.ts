import { type ExploreOptions, budgetOf } from "./options.ts";
import type { Report } from "./report/report.ts";

/** Of redundant executions there may be so many times as many as of others. */
const REDUNDANT = 10;

// What the counters of a budget count
const SPENT = 0;
const SPENT_IN_VAIN = 1;
const STOPPED = 2;
const COUNTERS = 3;

/** What one call may spend, and when it is spent. Threads that work on the same exploration spend from the same counters. */
export class Budget {
  static readonly BYTES: number = COUNTERS * Int32Array.BYTES_PER_ELEMENT;

  readonly #executions: number;
  readonly #ms: number;
  readonly #signal: AbortSignal | undefined;
  readonly #counters: Int32Array;

  /** @param counters - memory that threads share; by default its own */
  constructor(options: ExploreOptions, counters: ArrayBufferLike = new ArrayBuffer(Budget.BYTES)) {
    const { executions, ms } = budgetOf(options);
    this.#executions = executions;
    this.#ms = ms;
    this.#signal = options.signal;
    this.#counters = new Int32Array(counters, 0, COUNTERS);
  }

  /** How many executions have been spent, redundant ones aside. */
  get spent(): number {
    return Atomics.load(this.#counters, SPENT);
  }

  /** An execution has ended. */
  spend(isRedundant: boolean): void {
    Atomics.add(this.#counters, isRedundant ? SPENT_IN_VAIN : SPENT, 1);
  }

  /** Ends the exploration in all threads. */
  stop(): void {
    Atomics.store(this.#counters, STOPPED, 1);
  }

  /** What ends the exploration now, if anything does. */
  cutBy(elapsedMs: number): Report["cutBy"] {
    if (this.#signal?.aborted === true || Atomics.load(this.#counters, STOPPED) === 1) return "abort";
    if (this.spent >= this.#executions) return "executions";
    if (Atomics.load(this.#counters, SPENT_IN_VAIN) >= REDUNDANT * this.#executions) return "executions";
    return elapsedMs >= this.#ms ? "time" : undefined;
  }
}
