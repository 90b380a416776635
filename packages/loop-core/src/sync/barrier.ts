import { coro, type Coro, type Yieldable } from "../coroutine.ts";
import { Condition } from "./condition.ts";
import { count, showAsText, textForm } from "../text-form.ts";
import { BrokenBarrierError } from "./errors.ts";
import type { PrimitiveOptions } from "./loop-bound.ts";

//   filling ── the last one arrives ──> draining ── the last one leaves ──> filling
//        └── reset() with waiters ──> resetting ── the last one leaves ──> filling
//   any ── abort() ──> broken ── reset() ──> filling | resetting
type State = "filling" | "draining" | "resetting" | "broken";

/**
 * A place where tasks wait for each other: when `parties` have come, all go on.
 *
 * @see https://docs.python.org/3/library/asyncio-sync.html#asyncio.Barrier
 * @example
 * const barrier = new Barrier(2);
 * await gather([() => barrier.wait(), () => barrier.wait()]);
 */
export class Barrier {
  readonly parties: number;
  readonly #condition: Condition;
  #state: State = "filling";
  #count = 0;

  static {
    showAsText(this);
  }

  /** @throws {RangeError} if there are fewer than one */
  constructor(parties: number, options?: PrimitiveOptions) {
    if (!(parties >= 1)) throw new RangeError(`A barrier needs at least 1 party, and got ${parties}.`);
    this.parties = parties;
    this.#condition = new Turnstile(options);
  }

  /** For reports. */
  get name(): string | undefined {
    return this.#condition.name;
  }

  set name(name: string | undefined) {
    this.#condition.name = name;
  }

  /** For logs: whether it fills or empties, and how many there are. */
  toString(): string {
    const waiting = count(this.#count, `of ${this.parties} waiting`);
    return textForm(this, this.name, () => [this.#state, waiting ?? `for ${this.parties}`]);
  }

  /** How many wait for the others now. */
  get waiting(): number {
    return this.#state === "filling" ? this.#count : 0;
  }

  get broken(): boolean {
    return this.#state === "broken";
  }

  /**
   * Waits until all have come.
   *
   * @returns how many were there already: after one was cancelled, the same number comes again
   * @throws {BrokenBarrierError} when awaited, if it is, or gets, aborted or reset
   */
  wait(): Coro<number> {
    return this.#locked(() => this.#wait());
  }

  /** Starts again: those who wait get a {@link BrokenBarrierError}, a broken barrier is whole again. */
  reset(): Coro<void> {
    return this.#locked(() => {
      this.#state = this.#count > 0 ? "resetting" : "filling";
      this.#condition.notifyAll();
    });
  }

  /** Breaks it: those who wait, and those who come, get a {@link BrokenBarrierError} until it is reset. */
  abort(): Coro<void> {
    return this.#locked(() => {
      this.#state = "broken";
      this.#condition.notifyAll();
    });
  }

  #locked<T>(body: () => Generator<Yieldable, T, unknown> | T): Coro<T> {
    const condition = this.#condition;
    return coro(function* () {
      yield* condition.acquire();
      try {
        const result = body();
        return isGenerator(result) ? yield* result : result;
      } finally {
        condition.release();
      }
    });
  }

  *#wait(): Generator<Yieldable, number, unknown> {
    yield* this.#condition.waitFor(() => this.#state !== "draining" && this.#state !== "resetting");
    if (this.broken) throw new BrokenBarrierError("aborted");
    try {
      const index = this.#count++;
      if (index + 1 === this.parties) {
        this.#state = "draining";
        this.#condition.notifyAll();
      } else yield* this.#waitForOthers();
      return index;
    } finally {
      if (--this.#count === 0) this.#leaveEmpty();
    }
  }

  *#waitForOthers(): Generator<Yieldable, void, unknown> {
    yield* this.#condition.waitFor(() => this.#state !== "filling");
    if (this.#state !== "draining") throw new BrokenBarrierError("aborted or reset");
  }

  #leaveEmpty(): void {
    if (this.#state === "resetting" || this.#state === "draining") this.#state = "filling";
    this.#condition.notifyAll();
  }
}

/** Where they wait, for reports: at the barrier. */
class Turnstile extends Condition {
  constructor(options: PrimitiveOptions | undefined) {
    super(undefined, options);
  }

  override describeWait(): string {
    return super.describeWait("a barrier");
  }
}

function isGenerator<T>(value: Generator<Yieldable, T, unknown> | T): value is Generator<Yieldable, T, unknown> {
  return value !== null && typeof value === "object" && "next" in value;
}
