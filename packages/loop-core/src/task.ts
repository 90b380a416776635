import { checkCoroutine, type Coroutine, type Reject, type Resolve, runsInSteps, startCoroutine } from "./coroutine.ts";
import type { ContextValues } from "./context.ts";
import {
  CancelledError,
  EagerStartError,
  FatalError,
  InvalidStateError,
  isCancelled,
  SelfAwaitError,
  TaskResultError,
} from "./errors.ts";
import { Future } from "./future.ts";
import type { EventLoop } from "./loop.ts";
import { Stack } from "./origins.ts";
import { runningLoopOrNull } from "./running-loop.ts";
import { type Strand, Strands } from "./strands.ts";
import { TaskCancellation } from "./task-cancellation.ts";
import { runAs, taskOfCode } from "./task-of-code.ts";
import { functionNames, textForm } from "./text-form.ts";

export interface TaskOptions {
  /** For reports; by default `Task-1`, `Task-2`, …, counted by the loop. */
  name?: string | undefined;
  /**
   * Take the first step at once, inside `createTask`, if the loop runs.
   *
   * @see https://docs.python.org/3/library/asyncio-task.html#eager-task-factory
   */
  eagerStart?: boolean | undefined;
  /** The context variables that it starts with; by default those of the code that creates it. */
  context?: ContextValues | undefined;
}

// A task is in one of three states.
//
//   scheduled   its first step, or the callback that wakes it, is in the ready queue
//   stepping    its code runs: it is the loop's current task, until the microtasks of the step have run
//   waiting     its code awaits at least one future of the loop; the future's done callback will wake it
//
//   scheduled ── the loop runs its callback ──> stepping ── its code awaits ──> waiting ── future done ──> scheduled
//                                                      └── its code ends ──> done
//
// An async function may wait for several futures at once (`Promise.all`): the first wait is the task's own, each
// further one a *strand*, woken by a callback of its own. It may also await a promise that is not the loop's: then it
// is neither scheduled nor waiting, and goes on when that promise settles.

/**
 * Runs a coroutine on a loop. It is also the future of what the coroutine returns or throws.
 *
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.Task
 * @example
 * const task = createTask(async () => {
 *   await sleep(10);
 *   return "rested";
 * });
 * await task; // "rested"
 */
export class Task<T> extends Future<T> {
  /** What it runs. */
  readonly coroutine: Coroutine<T>;

  #name: string;
  #begun = false;
  /** What the task's own wait is for; `null` while it waits for its next turn, or for nothing. */
  #waiter: Future<unknown> | null = null;
  #resolve: Resolve<never> | null = null;
  #reject: Reject | null = null;
  #strands: Strands | null = null;
  #wakeUp: (() => void) | null = null;

  /** `null` until somebody asks it to end, or it has ended so. */
  #cancellation: TaskCancellation | null = null;

  /** The context variables of the task's code. Owned by the loop. */
  contextValues: ContextValues;

  /**
   * Made by {@link createTask} and `loop.createTask`.
   *
   * @throws {CoroutineTypeError} if `coroutine` is none, for example a promise: `work()` instead of `() => work()`
   * @throws {EagerStartError} if an eager start is impossible here
   */
  constructor(loop: EventLoop, coroutine: Coroutine<T>, options: TaskOptions = {}) {
    super(loop);
    checkCoroutine(coroutine);
    this.coroutine = coroutine;
    this.#name = nameFrom(options.name ?? loop.nextTaskName());
    this.contextValues = options.context === undefined ? loop.contextValues : options.context;
    if (options.eagerStart === true && loop.isRunning()) this.#startEagerly();
    else {
      loop.callSoon(begin, this);
      loop.register(this); // a task that could not be scheduled is none
    }
  }

  /** For reports. What is no string is turned into one. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = nameFrom(name);
  }

  /** For logs: its name, its state, and what it waits for. */
  override toString(): string {
    return textForm(this, this.#name, () => [
      `${typeof this.coroutine === "function" ? `of ${functionNames([this.coroutine])} ` : ""}${this.stateText()}`,
      !this.pending ? null : this.loop.currentTask === this ? "runs" : `waits for ${this.waitsFor}`,
      ...this.callbacksAndOrigin(),
    ]);
  }

  protected override stateText(): string {
    return this.pending && this.#openRequests > 0 ? "cancelling" : super.stateText();
  }

  /**
   * Where the task stands in its code, innermost first: the lines of the code that runs, where the task asks for itself;
   * in debug mode, those of the code that has begun its present wait.
   *
   * Empty where JavaScript does not tell: without debug mode, before the first step, in `sleep(0)`, and in the wait for a
   * promise that is not the loop's, or for a future that was made before debug mode was on.
   * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.Task.get_stack
   * @example
   * for (const line of task.getStack()) console.log(line); // readAll (file:///app/read.ts:12:9)
   */
  getStack(): readonly string[] {
    if (runningLoopOrNull()?.taskOfCode() === this) return new Stack().lines;
    return this.#waiter === null ? [] : (this.loop.origins?.waitOf(this) ?? []);
  }

  /**
   * Asks the task to end: at its next step a {@link CancelledError} is thrown at the very `await` where it waits. It may
   * clean up, and it may refuse.
   *
   * A promise that is not the loop's cannot be left early: the cancellation is thrown at the first wait after it.
   * @returns whether the task was still unfinished
   * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.Task.cancel
   */
  override cancel(reason?: string): boolean {
    this.markRetrieved();
    if (this.done()) return false;
    this.loop.probe?.touched?.(this, "wait", "write");
    this.loop.debugChecks?.cancelRequested(this);
    const cancellation = (this.#cancellation ??= new TaskCancellation());
    cancellation.request(reason);
    let passedOn = this.#waiter?.cancel(reason) ?? false;
    for (const future of this.#strands?.futures() ?? []) passedOn = (future?.cancel(reason) ?? false) || passedOn;
    if (!passedOn) cancellation.postpone(reason);
    return true;
  }

  /**
   * Aborted by {@link cancel}, for code that knows signals and no tasks. It stays so even if the task refuses.
   *
   * @example
   * const response = await fromPromise(fetch(url, { signal: task.signal }));
   */
  get signal(): AbortSignal {
    return (this.#cancellation ??= new TaskCancellation()).signal;
  }

  /** How many requests to cancel it are open: {@link cancel} adds one, {@link uncancel} takes one away. */
  cancelling(): number {
    this.loop.probe?.touched?.(this, "wait", "read");
    return this.#openRequests;
  }

  /**
   * Takes one request back, by whoever made it; at none left, a cancellation that has not been thrown yet is dropped.
   *
   * @returns how many are still open
   * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.Task.uncancel
   */
  uncancel(): number {
    this.loop.probe?.touched?.(this, "wait", "write");
    return this.#cancellation?.withdraw() ?? 0;
  }

  /** @throws {TaskResultError} always: a task's result is what its coroutine returns */
  override setResult(_result: T): void {
    throw new TaskResultError(this.name, "setResult");
  }

  /** @throws {TaskResultError} always: a task's exception is what its coroutine throws */
  override setException(_exception: unknown): void {
    throw new TaskResultError(this.name, "setException");
  }

  /** What the task waits for, as words for reports. */
  get waitsFor(): string {
    if (!this.#begun) return "its first step";
    const waits = (this.#strands?.futures() ?? []).map(nameOf);
    if (this.#resolve !== null) waits.unshift(nameOf(this.#waiter));
    return waits.length === 0 ? "a promise that is not the loop's" : waits.join(" and ");
  }

  override describe(): string {
    return `task "${this.name}"`;
  }

  override awaits(): Future<unknown>[] {
    const waits = [this.#waiter, ...(this.#strands?.futures() ?? [])];
    return waits.filter((future): future is Future<unknown> => future?.state === "pending");
  }

  /** Whether it has begun, is unfinished, and waits for nothing that the loop knows. */
  get awaitsForeignPromise(): boolean {
    return this.pending && this.#begun && this.#resolve === null && (this.#strands?.size ?? 0) === 0;
  }

  /** The task's code awaits `future`, which is pending. Called by futures. */
  waitFor<R>(future: Future<R>, resolve: Resolve<R>, reject: Reject): void {
    this.loop.probe?.touched?.(this, "wait", "write"); // a cancel looks for what is waited for
    if ((future as Future<unknown>) === this) {
      this.waitForTurn(() => reject(new SelfAwaitError(this.name)), reject);
      return;
    }
    if (this.#resolve === null) {
      this.#waiter = future;
      this.#resolve = resolve;
      this.#reject = reject;
      future.addDoneCallback((this.#wakeUp ??= () => this.wake()));
    } else {
      const strand = (this.#strands ??= new Strands()).add(future, resolve as Resolve<unknown>, reject);
      future.addDoneCallback(() => this.#wakeStrand(strand));
    }
    const cancellation = this.#cancellation;
    if (cancellation?.due === true && future.cancel(cancellation.reason)) cancellation.due = false;
  }

  /** The task's code lets everything else that is ready go first. Called by `sleep(0)`. */
  waitForTurn(resolve: () => void, reject: Reject): void {
    if (this.#resolve === null) {
      this.#resolve = resolve;
      this.#reject = reject;
      this.loop.callSoon(wake, this);
    } else {
      const strand = (this.#strands ??= new Strands()).add(null, resolve, reject);
      this.loop.callSoon(() => this.#wakeStrand(strand));
    }
  }

  /** The first step. Called by the loop. */
  begin(): void {
    const { coroutine } = this;
    this.#begun = true;
    if (this.#cancellation?.takeDue() === true) {
      this.#fail(this.makeCancelledError());
      return;
    }
    const finish = (result: T): void => this.#finish(result);
    const fail = (error: unknown): void => this.#fail(error);
    this.loop.enterTask(this);
    // Started eagerly, a generator stands in the midst of another task's code, and has to be told from it.
    if (runsInSteps(coroutine) && taskOfCode() === null) startCoroutine(coroutine, finish, fail);
    else runAs(this, () => startCoroutine(coroutine, finish, fail));
  }

  /** What the task itself waited for is done, or its turn has come. Called by the loop. */
  wake(): void {
    const waiter = this.#waiter;
    const resolve = this.#resolve as Resolve<unknown>;
    const reject = this.#reject as Reject;
    this.#waiter = null;
    this.#resolve = null;
    this.#reject = null;
    this.#deliver(waiter, resolve, reject);
  }

  override makeCancelledError(): CancelledError {
    return this.#cancellation?.takeError() ?? new CancelledError();
  }

  get #openRequests(): number {
    return this.#cancellation?.requests ?? 0;
  }

  #wakeStrand(strand: Strand): void {
    this.#strands?.delete(strand);
    this.#deliver(strand.future, strand.resolve, strand.reject);
  }

  #deliver(future: Future<unknown> | null, resolve: Resolve<unknown>, reject: Reject): void {
    this.loop.enterTask(this);
    if (this.#cancellation?.takeDue() !== true) {
      if (future === null) resolve(undefined);
      else future.deliver(resolve, reject);
      return;
    }
    // A cancellation that came too late for the future is thrown although a result is there: the result is lost.
    const cancel = (): void => reject(this.makeCancelledError());
    if (future === null) cancel();
    else future.deliver(cancel, (error) => (isCancelled(error) ? reject(error) : cancel()));
  }

  #finish(result: T): void {
    this.loop.unregister(this);
    if (!this.pending) this.#reportSettledBefore();
    else if (this.#cancellation?.takeDue() === true) this.settle("cancelled", this.#cancellation.reason);
    else this.settle("result", result);
  }

  #fail(error: unknown): void {
    this.loop.unregister(this);
    if (!this.pending) this.#reportSettledBefore({ cause: error });
    else if (isCancelled(error)) {
      this.loop.debugChecks?.cancelled(this, error);
      (this.#cancellation ??= new TaskCancellation()).endedBy(error);
      this.settle("cancelled", undefined);
    } else this.settle("exception", error);
    if (error instanceof FatalError) this.loop.endRunWith(error);
  }

  /** Somebody has reached around {@link setResult}, and what the code returns or throws comes too late. */
  #reportSettledBefore(options?: ErrorOptions): void {
    const error = new InvalidStateError(`The end of task "${this.#name}"`, this.state, options);
    this.loop.callExceptionHandler({ message: "A task was settled from outside", error, future: this });
  }

  #startEagerly(): void {
    this.loop.register(this);
    const drained = this.loop.stepWithin(() => this.begin());
    if (drained || !this.awaitsForeignPromise) return;
    this.loop.unregister(this);
    throw new EagerStartError(this.name);
  }
}

// One function for all tasks: a callback that is scheduled with its task as the argument needs no closure.
function begin(task: Task<unknown>): void {
  task.begin();
}

function wake(task: Task<unknown>): void {
  task.wake();
}

function nameFrom(given: unknown): string {
  return typeof given === "string" ? given : String(given);
}

function nameOf(future: Future<unknown> | null): string {
  if (future === null) return "its next turn";
  return future.describe();
}
