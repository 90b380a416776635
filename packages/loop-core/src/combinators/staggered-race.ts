import { coro, type Coro, type Coroutine, inCoroutine, type Yieldable } from "../coroutine.ts";
import {
  type CancelledError,
  ExceptionGroup,
  FatalError,
  isCancelled,
  SecondWinnerError,
  TimeoutError,
} from "../errors.ts";
import { Future } from "../future.ts";
import type { EventLoop } from "../loop.ts";
import { getRunningLoop } from "../running-loop.ts";
import { AsyncEvent } from "../sync/event.ts";
import type { Task } from "../task.ts";
import { waitFor } from "./wait-for.ts";

/** How a {@link staggeredRace} ended. */
export interface RaceResult<T> {
  /** Who won, and with what; `undefined` if all have failed. */
  winner: { index: number; result: T } | undefined;
  /** One for each that was started: what it threw, `undefined` for the winner. */
  exceptions: unknown[];
}

/**
 * Starts the coroutines one after the other, the next one when the last has failed or `delayMs` have passed, until one
 * succeeds; the others are cancelled then, and waited for ("happy eyeballs").
 *
 * @param delayMs - milliseconds of the loop's clock; `null`: the next one starts only when the last has failed
 * @throws {ExceptionGroup} of a {@link SecondWinnerError}, when awaited, if one refuses to be cancelled and succeeds
 * @see https://github.com/python/cpython/blob/v3.14.2/Lib/asyncio/staggered.py
 * @example
 * const { winner } = await staggeredRace([() => connect(ipv6), () => connect(ipv4)], 250);
 */
export function staggeredRace<T>(coroutines: Iterable<Coroutine<T>>, delayMs: number | null): Coro<RaceResult<T>> {
  return coro(() => new StaggeredRace([...coroutines], delayMs).run());
}

class StaggeredRace<T> {
  readonly #coroutines: readonly Coroutine<T>[];
  readonly #delayMs: number | null;
  readonly #loop: EventLoop = getRunningLoop();
  readonly #running = new Set<Task<void>>();
  readonly #unhandled: unknown[] = [];
  readonly #result: RaceResult<T> = { winner: undefined, exceptions: [] };
  #allDone: Future<void> | null = null;
  #started = 0;

  constructor(coroutines: readonly Coroutine<T>[], delayMs: number | null) {
    this.#coroutines = coroutines;
    this.#delayMs = delayMs;
  }

  *run(): Generator<Yieldable, RaceResult<T>, unknown> {
    this.#startRunner(null);
    let cancellation: CancelledError | null = null;
    while (this.#running.size > 0) {
      this.#allDone = new Future<void>(this.#loop);
      this.#allDone.label = "a staggered race";
      this.#allDone.components = this.#running;
      try {
        yield* this.#allDone;
      } catch (error) {
        if (!isCancelled(error)) throw error;
        cancellation = error;
        for (const task of this.#running) task.cancel(error.reason);
      }
      this.#allDone = null;
    }
    if (this.#unhandled.length > 0) throw new ExceptionGroup(this.#unhandled);
    if (cancellation !== null) throw cancellation;
    return this.#result;
  }

  /** A runner waits for its moment, then starts the next runner, then does its own coroutine. */
  #startRunner(previousFailed: AsyncEvent | null): void {
    const registered = new AsyncEvent();
    const runner = this.#loop.createTask(() => this.#runOne(registered, previousFailed));
    this.#running.add(runner);
    runner.addDoneCallback(() => this.#onDone(runner));
    registered.set();
  }

  *#runOne(registered: AsyncEvent, previousFailed: AsyncEvent | null): Generator<Yieldable, void, unknown> {
    yield* registered.wait(); // only an eager task has to wait for that
    if (previousFailed !== null) {
      try {
        yield* waitFor(previousFailed.wait(), this.#delayMs);
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
    }
    const index = this.#started;
    const coroutine = this.#coroutines[index];
    if (coroutine === undefined) return;
    this.#started++;
    const failed = new AsyncEvent();
    this.#startRunner(failed);
    this.#result.exceptions[index] = undefined;
    let result: T;
    try {
      result = yield* inCoroutine(coroutine);
    } catch (error) {
      if (error instanceof FatalError) throw error;
      this.#result.exceptions[index] = error;
      failed.set();
      return;
    }
    this.#win(index, result);
  }

  #win(index: number, result: T): void {
    const { winner } = this.#result;
    if (winner !== undefined) throw new SecondWinnerError(winner.index, index);
    this.#result.winner = { index, result };
    const own = this.#loop.taskOfCode();
    for (const task of this.#running) if (task !== own) task.cancel();
  }

  #onDone(runner: Task<void>): void {
    this.#running.delete(runner);
    if (this.#running.size === 0 && this.#allDone?.done() === false) this.#allDone.setResult();
    if (runner.cancelled()) return;
    const error = runner.exception();
    if (runner.state === "exception") this.#unhandled.push(error);
  }
}
