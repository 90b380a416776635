import { coro, type Coro, inCoroutine, type Running, type Yieldable } from "./coroutine.ts";
import { isCancelled, NoCurrentTaskError, TimeoutError, TimeoutStateError } from "./errors.ts";
import type { Handle } from "./handle.ts";
import { getRunningLoop } from "./running-loop.ts";
import type { Task } from "./task.ts";
import { showAsText, textForm } from "./text-form.ts";

/**
 * Runs `body`, but no longer than `delayMs`: then it is cancelled, and the whole throws a {@link TimeoutError}.
 *
 * A body that swallows the cancellation goes on and gives its result; `deadline.expired()` tells. A cancellation from
 * elsewhere passes through as what it is. Timeouts nest.
 *
 * @param delayMs - milliseconds of the loop's clock; `null`: no deadline, until `deadline.reschedule()` sets one
 * @throws {TimeoutError} when awaited, once the body has cleaned up
 * @throws {NoCurrentTaskError} when awaited outside of a task
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.timeout
 * @example
 * const page = await timeout(5_000, async (deadline) => {
 *   const parts = await listParts();
 *   deadline.reschedule(getRunningLoop().time() + 100 * parts.length);
 *   return await fetchAll(parts);
 * });
 */
export function timeout<T>(delayMs: number | null, body: (deadline: Timeout) => Running<T>): Coro<T> {
  return coro(() => new Timeout(delayMs === null ? null : getRunningLoop().time() + delayMs).around(body));
}

/**
 * {@link timeout} with an absolute deadline.
 *
 * @param whenMs - a moment of the loop's clock, in milliseconds; `null`: no deadline
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.timeout_at
 */
export function timeoutAt<T>(whenMs: number | null, body: (deadline: Timeout) => Running<T>): Coro<T> {
  return coro(() => new Timeout(whenMs).around(body));
}

//   created ──> active ── the deadline passes ──> expiring ── the body ends ──> expired
//                  └── the body ends ──> finished
type State = "created" | "active" | "expiring" | "expired" | "finished";

/** The deadline of a body that {@link timeout} runs. */
export class Timeout {
  #state: State = "created";
  #whenMs: number | null;
  #handle: Handle | null = null;
  #task: Task<unknown> | null = null;
  #cancellingBefore = 0;

  static {
    showAsText(this);
  }

  constructor(whenMs: number | null) {
    this.#whenMs = whenMs;
  }

  /** For logs: whether it is active, has expired or is over, and its deadline. */
  toString(): string {
    const deadline = this.#whenMs === null ? "no deadline" : `when ${this.#whenMs}`;
    return textForm(this, undefined, () => [this.#state, deadline]);
  }

  /** The deadline, in milliseconds of the loop's clock; `null`: none. */
  when(): number | null {
    return this.#whenMs;
  }

  /** Whether the deadline has passed while the body ran. */
  expired(): boolean {
    return this.#state === "expiring" || this.#state === "expired";
  }

  /**
   * Moves the deadline; one that has passed already cancels the body in the next turn.
   *
   * @throws {TimeoutStateError} if the body does not run any more, or the deadline has passed
   */
  reschedule(whenMs: number | null): void {
    if (this.#state !== "active") throw new TimeoutStateError(this.#state);
    this.#whenMs = whenMs;
    this.#handle?.cancel();
    this.#handle = null;
    if (whenMs === null) return;
    const loop = getRunningLoop();
    const expire = (): void => this.#expire();
    this.#handle = whenMs <= loop.time() ? loop.callSoon(expire) : loop.callAt(whenMs, expire);
  }

  /** Runs `body` under this deadline. Called by {@link timeout}, once. */
  *around<T>(body: (deadline: Timeout) => Running<T>): Generator<Yieldable, T, unknown> {
    const task = this.#enter();
    let result: T;
    try {
      result = yield* inCoroutine(() => body(this));
    } catch (error) {
      if (this.#exit(task) && isCancelled(error)) {
        throw new TimeoutError(this.#whenMs ?? undefined, { cause: error });
      }
      throw error;
    }
    this.#exit(task);
    return result;
  }

  #enter(): Task<unknown> {
    const task = getRunningLoop().taskOfCode();
    if (task === null) throw new NoCurrentTaskError("timeout()");
    this.#state = "active";
    this.#task = task;
    this.#cancellingBefore = task.cancelling();
    this.reschedule(this.#whenMs);
    return task;
  }

  /** Whether a cancellation that leaves the body is our own, and nobody else asked for one. */
  #exit(task: Task<unknown>): boolean {
    this.#handle?.cancel();
    this.#handle = null;
    this.#task = null;
    if (this.#state !== "expiring") {
      this.#state = "finished";
      return false;
    }
    this.#state = "expired";
    return task.uncancel() <= this.#cancellingBefore;
  }

  #expire(): void {
    this.#task?.cancel();
    this.#state = "expiring";
    this.#handle = null;
  }
}
