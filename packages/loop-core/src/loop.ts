import { AsyncGenerators } from "./async-generators.ts";
import type { Chooser } from "./chooser.ts";
import { type Clock, realTimeClock } from "./clock.ts";
import type { ContextValues } from "./context.ts";
import type { Coro, Coroutine } from "./coroutine.ts";
import { DebugChecks, debugByDefault } from "./debug-checks.ts";
import { DefaultExecutor } from "./default-executor.ts";
import type { Machine, Next } from "./drive.ts";
import { ArgumentTypeError, NestedRunError } from "./errors.ts";
import { type ExceptionContext, type ExceptionHandler, ExceptionReports } from "./exception-reports.ts";
import type { Executor } from "./executor.ts";
import { Future } from "./future.ts";
import { Handle, type TimerHandle } from "./handle.ts";
import { LifeCycle } from "./life-cycle.ts";
import type { MicrotaskDrain } from "./microtask-drain.ts";
import type { Probe } from "./probe.ts";
import { Origins } from "./origins.ts";
import { Runs } from "./runs.ts";
import { SignalHandlers } from "./signal-handlers.ts";
import { Step } from "./step.ts";
import { eagerTaskFactory, type TaskFactory } from "./task-factory.ts";
import { taskOfCode } from "./task-of-code.ts";
import { TaskSet } from "./task-set.ts";
import { Task, type TaskOptions } from "./task.ts";
import { count, showAsText, textForm } from "./text-form.ts";
import { Turns } from "./turns.ts";
import { wrapFuture } from "./wrap-future.ts";

export interface EventLoopOptions {
  /** What time is it; the host's own by default. */
  clock?: Clock;
  /** Which event happens next when no callback is ready; asyncio's order by default. */
  chooser?: Chooser;
  /** How a step's microtasks are run; by default the best that the host has. */
  drain?: MicrotaskDrain;
  /** Is told what happens. */
  probe?: Probe | undefined;
  /**
   * What becomes of a future that is awaited by code that belongs to no task: an `"error"` (default), or the loop
   * `"adopt"`s it and settles the await in a callback of its own, as for a promise.
   */
  awaitOutsideTask?: "error" | "adopt";
  /** Every task takes its first step inside `createTask` (asyncio: `eager_task_factory`). */
  eagerTasks?: boolean;
  /** How many tasks know where they were made (`createdAt`) without debug mode, at some 10 µs each. Default: 0. */
  taskOrigins?: number;
  /** Look for mistakes, at some cost: see {@link EventLoop.debug}. By default, whether `HEDDLE_DEBUG=1` is set. */
  debug?: boolean;
}

/**
 * Runs callbacks one at a time, in the order of Python's asyncio.
 *
 * It goes on in turns. A turn runs the callbacks that are ready when it begins, due timers among them; one queued meanwhile
 * waits for the next turn. A step is one callback and every microtask that it causes.
 *
 * @see https://docs.python.org/3/library/asyncio-eventloop.html
 * @example
 * const loop = new EventLoop();
 * const seconds = await loop.runUntilComplete(async () => {
 *   await sleep(20);
 *   return 20;
 * });
 */
export class EventLoop implements Machine {
  readonly clock: Clock;
  /** The task that runs now, or `null` in a plain callback. Owned by the tasks. */
  currentTask: Task<unknown> | null = null;
  /** The context variables of the code that runs now. Owned by {@link ContextVar} and the tasks. */
  contextValues: ContextValues = null;
  readonly awaitOutsideTask: "error" | "adopt";
  readonly probe: Probe | undefined;
  /** In debug mode, a step that takes as long as this, by the loop's clock, is reported. */
  slowCallbackDurationMs = 100;
  /** @internal Where futures, tasks and handles were made; `null` if none was recorded. */
  origins: Origins | null = null;

  static {
    showAsText(this);
  }

  readonly #life = new LifeCycle();
  readonly #tasks = new TaskSet();
  readonly #step: Step;
  readonly #turns: Turns;
  readonly #reports = new ExceptionReports(this);
  readonly #executor = new DefaultExecutor();
  // An exploration makes a loop for each execution: what few of them use is made at its first use.
  #unretrieved: Set<Future<unknown>> | null = null;
  #runs: Runs | null = null;
  #signals: SignalHandlers | null = null;
  #asyncgens: AsyncGenerators | null = null;
  #taskFactory: TaskFactory | null;
  #debug: DebugChecks | null;
  #taskOriginsLeft: number;

  constructor(options: EventLoopOptions = {}) {
    this.clock = options.clock ?? realTimeClock;
    this.probe = options.probe;
    this.awaitOutsideTask = options.awaitOutsideTask ?? "error";
    this.#taskFactory = options.eagerTasks === true ? eagerTaskFactory : null;
    this.#taskOriginsLeft = options.taskOrigins ?? 0;
    this.#debug = (options.debug ?? debugByDefault) ? new DebugChecks(this) : null;
    this.#step = new Step(this, options.drain);
    this.#turns = new Turns(this, { life: this.#life, step: this.#step, tasks: this.#tasks, chooser: options.chooser });
  }

  /** Futures that hold an exception nobody has looked at, in order of failure. Owned by the futures. */
  get unretrieved(): Set<Future<unknown>> {
    return (this.#unretrieved ??= new Set());
  }

  /** The present moment of the loop's clock, in milliseconds. */
  time(): number {
    return this.clock.now();
  }

  /** For logs: whether it runs, and what it has to do. */
  toString(): string {
    return textForm(this, undefined, () => [
      this.#life.closed ? "closed" : this.#life.running ? "running" : "not running",
      count(this.#tasks.all().length, "task", "tasks"),
      count(this.#turns.timersInOrder().length, "timer", "timers"),
      this.#debug === null ? null : "debug",
    ]);
  }

  /** How many turns the loop has made since it was created. */
  get turns(): number {
    return this.#turns.count;
  }

  /**
   * Runs `callback(argument)` in the next turn, behind all that is ready already.
   *
   * @throws {LoopClosedError} if the loop has been closed
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_soon
   */
  callSoon<T = void>(callback: (argument: T) => void, argument?: T): Handle {
    this.#life.checkOpen("callSoon");
    const handle = new Handle(this, callback, argument);
    this.#debug?.scheduled("callSoon", handle, callback, argument);
    handle.contextValues = this.contextValues;
    this.#turns.add(handle);
    return handle;
  }

  /**
   * {@link callSoon} from outside of the loop: it wakes a loop that waits.
   *
   * @throws {LoopClosedError} if the loop has been closed
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_soon_threadsafe
   */
  callSoonThreadsafe<T = void>(callback: (argument: T) => void, argument?: T): Handle {
    return this.callSoon(callback, argument);
  }

  /**
   * Schedules `callback` to run once, `delayMs` from now. Equal deadlines run in the order they were scheduled.
   *
   * @param delayMs - milliseconds of the loop's clock, fractions allowed; none or less: as soon as timers are looked at
   * @throws {LoopClosedError} if the loop has been closed
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_later
   */
  callLater<T = void>(delayMs: number, callback: (argument: T) => void, argument?: T): TimerHandle {
    return this.callAt(this.clock.now() + delayMs, callback, argument);
  }

  /**
   * Schedules `callback` to run once the loop's clock has reached `whenMs`.
   *
   * @throws {LoopClosedError} if the loop has been closed
   * @throws {RangeError} if `whenMs` is not a number
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_at
   */
  callAt<T = void>(whenMs: number, callback: (argument: T) => void, argument?: T): TimerHandle {
    this.#life.checkOpen("callAt");
    if (Number.isNaN(whenMs)) throw new RangeError("A timer needs a deadline in milliseconds, and got NaN.");
    const timer = this.#turns.createTimer(whenMs, callback, argument);
    this.#debug?.scheduled("callAt", timer, callback, argument);
    timer.contextValues = this.contextValues;
    this.#turns.addTimer(timer);
    return timer;
  }

  /** The task whose code is asking; `null` in a plain callback. */
  taskOfCode(): Task<unknown> | null {
    const task = taskOfCode();
    return task?.loop === this ? task : this.currentTask;
  }

  createFuture<T>(): Future<T> {
    return new Future<T>(this);
  }

  /**
   * Starts a coroutine as a task, whose first step runs in the next turn; with a task factory, what that makes of it.
   *
   * @throws {LoopClosedError} if the loop has been closed
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.create_task
   */
  createTask<T>(coroutine: Coroutine<T>, options?: TaskOptions): Task<T> {
    this.#life.checkOpen("createTask");
    return this.#taskFactory === null
      ? new Task<T>(this, coroutine, options)
      : this.#taskFactory(this, coroutine, { ...options });
  }

  /**
   * From now on, `createTask` calls `factory`; `null` brings the loop's own tasks back.
   *
   * @throws {ArgumentTypeError} if it is neither a function nor `null`
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.set_task_factory
   */
  setTaskFactory(factory: TaskFactory | null): void {
    checkFunctionOrNull("setTaskFactory", factory);
    this.#taskFactory = factory;
  }

  getTaskFactory(): TaskFactory | null {
    return this.#taskFactory;
  }

  /** Whether tasks take their first step inside `createTask`. */
  get eagerTasks(): boolean {
    return this.#taskFactory?.eager === true;
  }

  /** The tasks that are not done, in order of creation. */
  allTasks(): Task<unknown>[] {
    this.probe?.touchedEverything?.();
    return this.#tasks.all();
  }

  /** All timers that may still run, earliest first. */
  pendingTimers(): TimerHandle[] {
    return this.#turns.timersInOrder();
  }

  /**
   * Runs until {@link stop} is called.
   *
   * @throws {NestedRunError} at once, if this loop or another one runs here
   * @throws {LoopClosedError} at once, if the loop has been closed
   * @returns a promise that rejects with {@link DeadlockError} if nothing is left that could ever run (only where time is
   *   virtual), and with a {@link FatalError} that was thrown in a callback or task
   */
  runForever(): Promise<void> {
    return this.#ownRuns().forever();
  }

  /**
   * Runs until the future, or the task made of a coroutine, is done; resolves to its result or rejects with its error.
   *
   * @throws {NestedRunError} at once, if this loop or another one runs here
   * @throws {LoopClosedError} at once, if the loop has been closed
   * @throws {WrongLoopError} at once, if the future belongs to another loop
   * @returns a promise; it rejects with {@link LoopStoppedError} if {@link stop} came first, and like {@link runForever}
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.run_until_complete
   */
  runUntilComplete<T>(main: Future<T> | Coroutine<T>): Promise<T> {
    return this.#ownRuns().untilComplete(main);
  }

  /**
   * {@link runUntilComplete} that returns the result itself. No microtask runs meanwhile, so that coroutines must be
   * generators, and time must be such that nothing waits for the host.
   *
   * @throws what `main` throws, and what {@link runUntilComplete} rejects with
   * @throws {SyncRunError} if an async function would have to go on, or the loop to wait for real time
   */
  runUntilCompleteSync<T>(main: Future<T> | Coroutine<T>): T {
    return this.#ownRuns().untilCompleteSync(main);
  }

  /** Ends the run after the present turn. */
  stop(): void {
    this.#ownRuns().stop();
  }

  isRunning(): boolean {
    return this.#life.running;
  }

  isClosed(): boolean {
    return this.#life.closed;
  }

  /**
   * Drops everything that is still scheduled; the loop can't be used any more. Twice is fine.
   *
   * The exception handler is told of exceptions that nobody has looked at, and of tasks that are still pending.
   * @throws {NestedRunError} while the loop runs
   */
  close(): void {
    if (this.#life.running) throw new NestedRunError("close", "the loop is running");
    if (this.#life.closed) return;
    this.#life.closed = true;
    for (const context of this.#reports.neverRetrieved()) this.callExceptionHandler(context);
    for (const context of this.#tasks.leftPending()) this.callExceptionHandler(context);
    for (const context of this.#debug?.neverAwaited() ?? []) this.callExceptionHandler(context);
    this.#signals?.removeAll();
    this.#turns.clear();
  }

  /**
   * Replaces the exception handler; `null` brings the default one back.
   *
   * @throws {ArgumentTypeError} if it is neither a function nor `null`
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.set_exception_handler
   */
  setExceptionHandler(handler: ExceptionHandler | null): void {
    checkFunctionOrNull("setExceptionHandler", handler);
    this.#reports.handler = handler;
  }

  getExceptionHandler(): ExceptionHandler | null {
    return this.#reports.handler;
  }

  /** Writes to `console.error`. */
  defaultExceptionHandler(context: ExceptionContext): void {
    console.error(context.message, context.error);
  }

  /**
   * Reports an error that nobody is there to catch.
   *
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_exception_handler
   */
  callExceptionHandler(context: ExceptionContext): void {
    this.#reports.report(context);
  }

  /**
   * Whether the loop looks for mistakes: a callback that is no plain function throws a {@link CallbackTypeError}; a step
   * that takes long ({@link slowCallbackDurationMs}) and a library coroutine that nobody awaits are reported to the
   * exception handler, the one at once and the other by {@link close}. Futures, tasks and handles know where they were
   * made (`createdAt`), tasks where they wait ({@link Task.getStack}), and a {@link CancelledError} what it has interrupted.
   *
   * @see https://docs.python.org/3/library/asyncio-dev.html#debug-mode
   */
  get debug(): boolean {
    return this.#debug !== null;
  }

  set debug(on: boolean) {
    if (on !== this.debug) this.#debug = on ? new DebugChecks(this) : null;
  }

  /**
   * Lets an executor do `work(...args)`; `null`: the loop's default one, which is inline unless it was set.
   *
   * @throws {ExecutorShutDownError} if it takes no more work
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.run_in_executor
   * @example
   * const sum = await loop.runInExecutor(null, (a: number, b: number) => a + b, 1, 2);
   */
  runInExecutor<A extends readonly unknown[], T>(
    executor: Executor | null,
    work: (...args: A) => T | PromiseLike<T>,
    ...args: A
  ): Future<T> {
    this.#life.checkOpen("runInExecutor");
    if (executor === null) this.#debug?.checkCallback("runInExecutor", work); // another may know how to wait
    return wrapFuture((executor ?? this.#executor.get()).submit(work, ...args), this);
  }

  /**
   * From now on, {@link runInExecutor} uses `executor` where none is named.
   *
   * @throws {ArgumentTypeError} if it has no `submit` method
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.set_default_executor
   */
  setDefaultExecutor(executor: Executor): void {
    this.#executor.set(executor);
  }

  /**
   * The default executor takes no more work; waits until it has done what it has. A runner does this at its end.
   *
   * @throws {TimeoutError} when awaited, if that takes longer than `timeoutMs`
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.shutdown_default_executor
   */
  shutdownDefaultExecutor(timeoutMs: number | null = null): Coro<void> {
    return this.#executor.shutdown(timeoutMs);
  }

  /** Gives an async generator to {@link shutdownAsyncgens}: the language does not tell a loop of those that are left. */
  registerAsyncgen<G extends AsyncGenerator<unknown, unknown, never>>(generator: G): G {
    (this.#asyncgens ??= new AsyncGenerators(this)).add(generator);
    return generator;
  }

  /**
   * Closes the registered async generators, so that their `finally` blocks run. A runner does this at its end.
   *
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.shutdown_asyncgens
   */
  shutdownAsyncgens(): Coro<void> {
    return (this.#asyncgens ??= new AsyncGenerators(this)).closeAll();
  }

  /** Whether {@link shutdownAsyncgens} and {@link shutdownDefaultExecutor} have something to do. Owned by runners. */
  get leftovers(): { asyncgens: boolean; executor: boolean } {
    return { asyncgens: this.#asyncgens !== null && this.#asyncgens.size > 0, executor: this.#executor.inUse };
  }

  /**
   * Runs `callback` on the loop each time the process gets `signal`, such as `"SIGINT"`, instead of what the host does.
   *
   * @throws {SignalError} where the host does not let it be handled
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.add_signal_handler
   */
  addSignalHandler(signal: string, callback: () => void): void {
    this.#life.checkOpen("addSignalHandler");
    this.#debug?.checkCallback("addSignalHandler", callback);
    (this.#signals ??= new SignalHandlers()).add(signal, () => void this.callSoonThreadsafe(callback));
  }

  /** @returns whether there was one */
  removeSignalHandler(signal: string): boolean {
    return this.#signals?.remove(signal) ?? false;
  }

  // Called by drivers, tasks and futures, never by users.

  step(): Next {
    return this.#turns.step();
  }

  enter(): void {
    this.#turns.enter();
  }

  leave(): void {
    this.#turns.leave();
  }

  /** From here to the end of the step, what runs is the code of `task`. */
  enterTask(task: Task<unknown>): void {
    this.probe?.touched?.(task, "wait", "write"); // it does not wait any more
    this.currentTask = task;
    this.contextValues = task.contextValues;
  }

  /** What looks for mistakes, in debug mode. */
  get debugChecks(): DebugChecks | null {
    return this.#debug;
  }

  /** A task registers itself when it is created, and leaves when it is done. */
  register(task: Task<unknown>): void {
    this.#tasks.add(task);
    if (this.#taskOriginsLeft > 0 && this.#debug === null) {
      this.#taskOriginsLeft--;
      (this.origins ??= new Origins()).made(task);
    }
    this.probe?.taskCreated?.(task);
  }

  unregister(task: Task<unknown>): void {
    this.#tasks.delete(task);
  }

  nextTaskName(): string {
    return this.#tasks.nextName();
  }

  /** Calls `callback` in this step, after its microtasks; what those cause belongs to the step too. */
  callAfterMicrotasks(callback: () => void): void {
    this.#step.callAfterMicrotasks(callback);
  }

  /**
   * Runs `callback` as a step in the middle of the present one, to its end, and its microtasks with it.
   *
   * @returns whether its microtasks were run: the host has a synchronous drain, and this is no microtask itself
   */
  stepWithin(callback: () => void): boolean {
    return this.#step.within(callback);
  }

  /** The run rejects with `error` as soon as the present step has ended; what is scheduled stays. */
  endRunWith(error: unknown): void {
    this.#step.endWith(error);
  }

  #ownRuns(): Runs {
    return (this.#runs ??= new Runs(this, this.#life, this.#step, this.#turns));
  }
}

function checkFunctionOrNull(method: string, given: unknown): void {
  if (given !== null && typeof given !== "function") throw new ArgumentTypeError(method, "a function or null", given);
}
