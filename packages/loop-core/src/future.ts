import type { Awaitable, Reject, Resolve, Yieldable } from "./coroutine.ts";
import { AwaitOutsideTaskError, CancelledError, InvalidStateError, WrongLoopError } from "./errors.ts";
import type { ContextValues } from "./context.ts";
import type { EventLoop } from "./loop.ts";
import { getRunningLoop, runningLoopOrNull } from "./running-loop.ts";
import { functionNames, shortText, showAsText, textForm } from "./text-form.ts";

/** Called through the loop, once the future is done. */
export type DoneCallback<T> = (future: Future<T>) => void;

export type FutureState = "pending" | "result" | "exception" | "cancelled";

/**
 * A result that is not there yet; set by hand, once.
 *
 *     pending ── setResult, setException ──> result | exception
 *            └── cancel ──> cancelled
 *
 * `await` it in an async function, `yield*` it in a generator. It wakes each waiter with a callback of its own, never
 * inside `setResult`; awaiting a future that is done does not wait for a turn of the loop.
 *
 * A promise flattens what it carries: the result of a future that is itself a future can't come out of `await`. Put it
 * in a box, or use a generator.
 *
 * @see https://docs.python.org/3/library/asyncio-future.html#asyncio.Future
 * @example
 * const answer = new Future<number>();
 * answer.loop.callSoon(() => answer.setResult(42));
 * await answer; // 42
 */
export class Future<T> implements Awaitable<T> {
  readonly loop: EventLoop;
  /** What it stands for, in reports: `sleep`, `the lock "a"`. */
  label: string | undefined = undefined;
  /** What has made it for one who waits, and knows more than its label. Owned by the primitives. */
  source: { describeWait(label: string): string } | null = null;
  /** The futures that it waits for in turn, as that of `gather` does. Owned by the combinators. */
  components: Iterable<Future<unknown>> | null = null;

  #state: FutureState = "pending";
  /** The result, the exception, or the reason of the cancellation. */
  #value: unknown = undefined;
  #unretrieved = false;

  // Nearly every future has one callback, so the first needs no array.
  // (Of type `never`, so that a future of a T is also one of unknown: only this future will ever be the argument.)
  #callback: DoneCallback<never> | null = null;
  #context: ContextValues = null;
  #moreCallbacks: { callback: DoneCallback<never>; context: ContextValues }[] | null = null;

  static {
    showAsText(this);
  }

  /** @throws {NoRunningLoopError} without `loop`, outside callbacks and tasks of one */
  constructor(loop: EventLoop = getRunningLoop()) {
    this.loop = loop;
    loop.probe?.created?.(this);
    loop.debugChecks?.futureMade(this);
  }

  /** For logs: its state, with the result or exception, and what is called when it is done. */
  toString(): string {
    return textForm(this, undefined, () => [
      this.stateText(),
      this.label === undefined ? null : `stands for ${this.describe()}`,
      ...this.callbacksAndOrigin(),
    ]);
  }

  /** Where it was made, as a line of a stack; known in debug mode, and of the first tasks of some loops. */
  get createdAt(): string | undefined {
    return this.loop.origins?.of(this);
  }

  /** For reports: no {@link Probe} sees that it was read. Code that decides something by it asks {@link done}. */
  get state(): FutureState {
    return this.#state;
  }

  /** Whether it has a result, an exception, or was cancelled. */
  done(): boolean {
    this.loop.probe?.touched?.(this, "state", "read");
    return this.#state !== "pending";
  }

  cancelled(): boolean {
    this.loop.probe?.touched?.(this, "state", "read");
    return this.#state === "cancelled";
  }

  /**
   * The result.
   *
   * @throws the exception that was set
   * @throws {CancelledError} if it was cancelled
   * @throws {InvalidStateError} if it is pending
   */
  result(): T {
    this.loop.probe?.touched?.(this, "state", "read");
    if (this.#state === "result") return this.#value as T;
    if (this.#state === "exception") {
      this.markRetrieved();
      throw this.#value;
    }
    if (this.#state === "cancelled") throw this.makeCancelledError();
    throw new InvalidStateError("result()", this.#state);
  }

  /**
   * The exception that was set, or `null` if there is a result instead.
   *
   * @throws {CancelledError} if it was cancelled
   * @throws {InvalidStateError} if it is pending
   */
  exception(): unknown {
    this.loop.probe?.touched?.(this, "state", "read");
    if (this.#state === "result") return null;
    if (this.#state === "exception") {
      this.markRetrieved();
      return this.#value;
    }
    if (this.#state === "cancelled") throw this.makeCancelledError();
    throw new InvalidStateError("exception()", this.#state);
  }

  /** Whether it holds an exception that nobody has looked at, so that it would be lost silently. */
  get unretrieved(): boolean {
    return this.#unretrieved;
  }

  /** @throws {InvalidStateError} if it is done */
  setResult(result: T): void {
    if (this.#state !== "pending") throw new InvalidStateError("setResult()", this.#state);
    this.settle("result", result);
  }

  /**
   * Whoever awaits it gets `exception` thrown.
   *
   * @throws {InvalidStateError} if it is done
   */
  setException(exception: unknown): void {
    if (this.#state !== "pending") throw new InvalidStateError("setException()", this.#state);
    this.settle("exception", exception);
  }

  /**
   * Cancels it: whoever awaits it gets a {@link CancelledError} thrown.
   *
   * @returns whether that was still possible
   */
  cancel(reason?: string): boolean {
    this.markRetrieved();
    if (this.#state !== "pending") return false;
    this.settle("cancelled", reason);
    return true;
  }

  /**
   * Calls `callback(this)` through the loop once it is done, or soon if it is done already; in the order of adding.
   *
   * @see https://docs.python.org/3/library/asyncio-future.html#asyncio.Future.add_done_callback
   */
  addDoneCallback(callback: DoneCallback<T>): void {
    const { loop } = this;
    loop.probe?.touched?.(this, "callbacks", "write");
    if (this.#state !== "pending") loop.callSoon(callback, this);
    else if (this.#callback === null) {
      this.#callback = callback;
      this.#context = loop.contextValues;
    } else (this.#moreCallbacks ??= []).push({ callback, context: loop.contextValues });
  }

  /** Takes back every callback that equals `callback` and is not scheduled yet; returns how many those were. */
  removeDoneCallback(callback: DoneCallback<T>): number {
    this.loop.probe?.touched?.(this, "callbacks", "write");
    const more = this.#moreCallbacks;
    const before = (this.#callback === null ? 0 : 1) + (more?.length ?? 0);
    const rest = more?.filter((entry) => entry.callback !== callback) ?? [];
    if (this.#callback === callback) {
      const next = rest.shift();
      this.#callback = next?.callback ?? null;
      this.#context = next?.context ?? null;
    }
    this.#moreCallbacks = rest.length === 0 ? null : rest;
    return before - (this.#callback === null ? 0 : 1) - rest.length;
  }

  /**
   * What `await` calls. The loop learns who waits, and wakes that task with a callback of its own.
   *
   * A future is no promise: there is nothing to chain on. Use `await`, or {@link addDoneCallback}.
   */
  then(resolve: Resolve<T>, reject: Reject): void {
    if (this.#state !== "pending") {
      this.deliver(resolve, reject);
      return;
    }
    this.loop.probe?.touched?.(this, "state", "read");
    const task = this.loop.taskOfCode();
    if (task !== null) task.waitFor(this, resolve, reject);
    else this.#awaitOutsideTask(resolve, reject);
  }

  get callsBackInStep(): true {
    return true;
  }

  *[Symbol.iterator](): Generator<Yieldable, T, unknown> {
    if (this.#state === "pending") yield this;
    return this.result();
  }

  /** Hands over the result or what {@link result} throws. Owned by whoever waits. */
  deliver(resolve: Resolve<T>, reject: Reject): void {
    let result: T;
    try {
      result = this.result();
    } catch (error) {
      reject(error);
      return;
    }
    resolve(result);
  }

  /** What it stands for, as words for reports. */
  describe(): string {
    const label = this.label ?? "a future";
    return this.source?.describeWait(label) ?? label;
  }

  /** The pending futures that it waits for itself. */
  awaits(): Future<unknown>[] {
    return [...(this.components ?? [])].filter(({ state }) => state === "pending");
  }

  /** What was given to {@link cancel}. Owned by the combinators. */
  get cancelReason(): string | undefined {
    return this.#state === "cancelled" ? (this.#value as string | undefined) : undefined;
  }

  /** The error that tells a waiter of the cancellation. Owned by the combinators. */
  makeCancelledError(): CancelledError {
    return new CancelledError(this.cancelReason);
  }

  /** Whether it is pending, for the texts and for the task itself: no probe is told. */
  protected get pending(): boolean {
    return this.#state === "pending";
  }

  /** Part of the texts: `pending`, `result 42`. */
  protected stateText(): string {
    if (this.#state === "cancelled")
      return this.#value === undefined ? "cancelled" : `cancelled ${shortText(this.#value)}`;
    return this.#state === "pending" ? "pending" : `${this.#state} ${shortText(this.#value)}`;
  }

  /** Part of the texts. */
  protected callbacksAndOrigin(): (string | null)[] {
    const callbacks = [this.#callback, ...(this.#moreCallbacks ?? []).map(({ callback }) => callback)];
    const { createdAt } = this;
    return [
      this.#callback === null ? null : `calls ${functionNames(callbacks)}`,
      createdAt === undefined ? null : `made at ${createdAt}`,
    ];
  }

  protected settle(state: FutureState, value: unknown): void {
    this.#state = state;
    this.#value = value;
    const { loop } = this;
    loop.probe?.touched?.(this, "state", "write");
    loop.probe?.touched?.(this, "callbacks", "write");
    loop.probe?.settled?.(this);
    if (state === "exception") {
      this.#unretrieved = true;
      loop.unretrieved.add(this);
    }
    if (this.#callback !== null) this.#scheduleCallbacks(this.#callback);
  }

  protected markRetrieved(): void {
    if (!this.#unretrieved) return;
    this.#unretrieved = false;
    this.loop.unretrieved.delete(this);
  }

  #scheduleCallbacks(first: DoneCallback<never>): void {
    const more = this.#moreCallbacks;
    this.#callback = null;
    this.#moreCallbacks = null;
    this.loop.callSoon(first as DoneCallback<T>, this).contextValues = this.#context;
    if (more === null) return;
    for (const { callback, context } of more) {
      this.loop.callSoon(callback as DoneCallback<T>, this).contextValues = context;
    }
  }

  #awaitOutsideTask(resolve: Resolve<T>, reject: Reject): void {
    const running = runningLoopOrNull();
    if (running !== null && running !== this.loop) reject(new WrongLoopError("This future"));
    else if (this.loop.awaitOutsideTask === "error") reject(new AwaitOutsideTaskError());
    else this.addDoneCallback(() => this.deliver(resolve, reject));
  }
}
