import { AsyncGenerators } from "./async-generators.ts";
import type { Chooser } from "./chooser.ts";
import { type Clock, realTimeClock } from "./clock.ts";
import type { ContextValues } from "./context.ts";
import type { Coro, Coroutine } from "./coroutine.ts";
import { DebugChecks, debugByDefault } from "./debug-checks.ts";
import { DefaultExecutor } from "./default-executor.ts";
import { drive, driveSync, type Machine, type Next, type Suspension } from "./drive.ts";
import { ArgumentTypeError, FatalError, LoopStoppedError, NestedRunError, SyncRunError } from "./errors.ts";
import { type ExceptionContext, type ExceptionHandler, ExceptionReports } from "./exception-reports.ts";
import type { Executor } from "./executor.ts";
import { Future } from "./future.ts";
import { Handle, TimerHandle } from "./handle.ts";
import { LifeCycle } from "./life-cycle.ts";
import { type MicrotaskDrain, probeMicrotaskDrain } from "./microtask-drain.ts";
import { NextTickGuard } from "./next-tick-guard.ts";
import type { Probe } from "./probe.ts";
import type { Origins } from "./origins.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { enterLoop } from "./running-loop.ts";
import { SignalHandlers } from "./signal-handlers.ts";
import { StepTail } from "./step-tail.ts";
import { eagerTaskFactory, type TaskFactory } from "./task-factory.ts";
import { runAs, taskOfCode } from "./task-of-code.ts";
import { TaskSet } from "./task-set.ts";
import { Task, type TaskOptions } from "./task.ts";
import { ensureFuture } from "./tasks.ts";
import { count, showAsText, textForm } from "./text-form.ts";
import { TimerHeap } from "./timer-heap.ts";
import { wrapFuture } from "./wrap-future.ts";

export interface EventLoopOptions {
  /** What time is it; the host's own by default. */
  clock?: Clock;
  /** Which event happens next when no callback is ready; asyncio's order by default. */
  chooser?: Chooser;
  /** How a step's microtasks are run; by default the best that the host has. */
  drain?: MicrotaskDrain;
  /** Is told what happens. */
  probe?: Probe;
  /**
   * What becomes of a future that is awaited by code that belongs to no task: an `"error"` (default), or the loop
   * `"adopt"`s it and settles the await in a callback of its own, as for a promise.
   */
  awaitOutsideTask?: "error" | "adopt";
  /** Every task takes its first step inside `createTask` (asyncio: `eager_task_factory`). */
  eagerTasks?: boolean;
  /** Look for mistakes, at some cost: see {@link EventLoop.debug}. By default, whether `HEDDLE_DEBUG=1` is set. */
  debug?: boolean;
}

/**
 * Runs callbacks one at a time, in the order of Python's asyncio.
 *
 * One turn: the timers that are due join the callbacks that are ready; then those callbacks run. One queued meanwhile
 * waits for the next turn, so that timers are never starved (asyncio: `BaseEventLoop._run_once`). A step is one callback
 * and every microtask that it causes.
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
  /** Futures that hold an exception nobody has looked at, in order of failure. Owned by the futures. */
  readonly unretrieved: Set<Future<unknown>> = new Set();
  readonly awaitOutsideTask: "error" | "adopt";
  readonly probe: Probe | undefined;
  /** In debug mode, a step that takes as long as this, by the loop's clock, is reported. */
  slowCallbackDurationMs = 100;
  /** Where futures, tasks and handles were made; `null` if debug mode was never on. Owned by {@link DebugChecks}. */
  origins: Origins | null = null;

  static {
    showAsText(this);
  }

  readonly #chooser: Chooser | undefined;
  #drain: MicrotaskDrain | undefined;
  readonly #ready = new ReadyQueue();
  readonly #timers = new TimerHeap();
  readonly #tasks = new TaskSet();
  readonly #tail = new StepTail(this);
  readonly #life = new LifeCycle();
  readonly #reports = new ExceptionReports(this);
  readonly #executor = new DefaultExecutor();
  readonly #signals = new SignalHandlers();
  readonly #asyncgens = new AsyncGenerators(this);
  readonly #nextTickGuard = new NextTickGuard((context) => this.callExceptionHandler(context));
  /** Ends the run that waits for a future. A fatal error has ended it already: this would end the next one. */
  readonly #stopWhenDone = (future: Future<unknown>): void => {
    if (!hasFailedFatally(future)) this.stop();
  };
  readonly #discardTimer = (timer: TimerHandle): void => {
    if (this.#timers.remove(timer)) this.probe?.discarded?.(timer);
  };
  /** How many of the ready callbacks still belong to this turn. */
  #batch = 0;
  #turns = 0;
  #turnsBeforeRun = 0;
  #tickets = 0;
  #inStep: Handle | null = null;
  #fatal: { error: unknown } | null = null;
  #wake: (() => void) | null = null;
  /** No microtask runs in this run: see {@link runUntilCompleteSync}. */
  #synchronous = false;
  #taskFactory: TaskFactory | null;
  #debug: DebugChecks | null;

  constructor(options: EventLoopOptions = {}) {
    this.clock = options.clock ?? realTimeClock;
    this.#chooser = options.chooser;
    this.#drain = options.drain;
    this.probe = options.probe;
    this.awaitOutsideTask = options.awaitOutsideTask ?? "error";
    this.#taskFactory = options.eagerTasks === true ? eagerTaskFactory : null;
    this.#debug = (options.debug ?? debugByDefault) ? new DebugChecks(this) : null;
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
      count(this.#timers.inOrder().length, "timer", "timers"),
      this.#debug === null ? null : "debug",
    ]);
  }

  /** How many turns the loop has made since it was created. */
  get turns(): number {
    return this.#turns;
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
    this.#ready.push(handle);
    this.probe?.scheduled?.(handle);
    this.#wake?.();
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
    const timer = new TimerHandle(this, whenMs, this.#tickets++, callback, argument, this.#discardTimer);
    this.#debug?.scheduled("callAt", timer, callback, argument);
    timer.contextValues = this.contextValues;
    this.#timers.add(timer);
    this.probe?.scheduled?.(timer);
    this.#wake?.();
    return timer;
  }

  /** The task whose code is asking; `null` in a plain callback. */
  taskOfCode(): Task<unknown> | null {
    const task = taskOfCode();
    return task?.loop === this ? task : this.currentTask;
  }

  /** From here to the end of the step, what runs is the code of `task`. Called by tasks. */
  enterTask(task: Task<unknown>): void {
    this.probe?.touched?.(task, "wait", "read");
    this.currentTask = task;
    this.contextValues = task.contextValues;
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
    return this.#timers.inOrder();
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
    this.#beginRun("runForever");
    return this.#run();
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
    this.#life.checkRunnable("runUntilComplete");
    const future = ensureFuture(main, this);
    future.addDoneCallback(this.#stopWhenDone);
    return this.runForever()
      .finally(() => this.#leaveTo(future))
      .then(() => {
        if (!future.done()) throw new LoopStoppedError(future);
        return future.result();
      });
  }

  /**
   * {@link runUntilComplete} that returns the result itself. No microtask runs meanwhile, so that coroutines must be
   * generators, and time must be such that nothing waits for the host.
   *
   * @throws what `main` throws, and what {@link runUntilComplete} rejects with
   * @throws {SyncRunError} if an async function would have to go on, or the loop to wait for real time
   */
  runUntilCompleteSync<T>(main: Future<T> | Coroutine<T>): T {
    this.#life.checkRunnable("runUntilCompleteSync");
    const future = ensureFuture(main, this);
    future.addDoneCallback(this.#stopWhenDone);
    this.#beginRun("runUntilCompleteSync");
    this.#synchronous = true;
    try {
      driveSync(this, () => {
        this.#wake?.(); // calls the host's timer off
        throw new SyncRunError("the loop would have to wait for the host's time, or for an event from outside");
      });
    } finally {
      this.#synchronous = false;
      this.#life.endRun();
      this.#leaveTo(future);
    }
    if (!future.done()) throw new LoopStoppedError(future);
    return future.result();
  }

  /** The run that waited for `future` is over; what ended it, its caller has got. */
  #leaveTo(future: Future<unknown>): void {
    future.removeDoneCallback(this.#stopWhenDone);
    if (future.state === "exception") future.exception(); // looked at, and so not reported as unseen
  }

  /** Ends the run after the present turn. */
  stop(): void {
    this.#life.stopping = true;
    this.#wake?.();
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
    for (const future of this.unretrieved) {
      const { createdAt } = future;
      const what = future instanceof Task ? `task ("${future.name}")` : "future";
      const origin = createdAt === undefined ? "" : `; it was made at ${createdAt}`;
      const message = `The exception of a ${what} was never retrieved${origin}`;
      this.callExceptionHandler({ message, error: future.exception(), future });
    }
    for (const context of this.#tasks.leftPending()) this.callExceptionHandler(context);
    for (const context of this.#debug?.neverAwaited() ?? []) this.callExceptionHandler(context);
    this.#signals.removeAll();
    this.#ready.clear();
    this.#timers.clear();
    this.#batch = 0;
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

  /** What looks for mistakes. Owned by the library's coroutines. */
  get debugChecks(): DebugChecks | null {
    return this.#debug;
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
    this.#asyncgens.add(generator);
    return generator;
  }

  /**
   * Closes the registered async generators, so that their `finally` blocks run. A runner does this at its end.
   *
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.shutdown_asyncgens
   */
  shutdownAsyncgens(): Coro<void> {
    return this.#asyncgens.closeAll();
  }

  /** Whether {@link shutdownAsyncgens} and {@link shutdownDefaultExecutor} have something to do. Owned by runners. */
  get leftovers(): { asyncgens: boolean; executor: boolean } {
    return { asyncgens: this.#asyncgens.size > 0, executor: this.#executor.inUse };
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
    this.#signals.add(signal, () => void this.callSoonThreadsafe(callback));
  }

  /** @returns whether there was one */
  removeSignalHandler(signal: string): boolean {
    return this.#signals.remove(signal);
  }

  // The machine: called by a driver, never by users.

  step(): Next {
    const after = this.#tail.shift();
    if (after !== undefined) {
      after(); // still the same step: its microtasks come before the next one
      return "more";
    }
    this.#endStep();
    if (this.#batch === 0) {
      const next = this.#beginTurn();
      if (next !== "more") return next;
    }
    this.#batch--;
    const handle = this.#ready.shift();
    if (handle !== undefined && !handle.cancelled) {
      this.#inStep = handle;
      this.contextValues = handle.contextValues;
      this.probe?.stepBegan?.(handle);
      this.#debug?.stepBegan(this.clock.now());
      handle.run(); // the only place where callbacks are called: all others just queue them
    }
    return "more";
  }

  enter(): void {
    enterLoop(this);
    this.#nextTickGuard.install();
  }

  leave(): void {
    enterLoop(null);
    this.#nextTickGuard.restore();
  }

  /** A task registers itself when it is created, and leaves when it is done. */
  register(task: Task<unknown>): void {
    this.#tasks.add(task);
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
    this.#tail.add(callback);
  }

  /**
   * Runs `callback` as a step in the middle of the present one, to its end, and its microtasks with it.
   *
   * @returns whether its microtasks were run: the host has a synchronous drain, and this is no microtask itself
   */
  stepWithin(callback: () => void): boolean {
    return this.#tail.stepWithin(callback, this.#drain);
  }

  /** The run rejects with `error` as soon as the present step has ended; what is scheduled stays. */
  endRunWith(error: unknown): void {
    this.#fatal ??= { error };
  }

  /** The microtasks of the last step have run. */
  #endStep(): void {
    const handle = this.#inStep;
    if (handle === null) return;
    this.#inStep = null;
    const task = this.currentTask;
    if (task !== null) {
      task.contextValues = this.contextValues;
      this.currentTask = null;
    }
    this.contextValues = null;
    this.probe?.stepEnded?.(handle);
    if (this.#debug !== null) this.#reportIfSlow(this.#debug, handle, task);
    if (this.#synchronous && task?.awaitsForeignPromise === true) {
      throw new SyncRunError(`task "${task.name}" is an async function, or awaits a promise`);
    }
    if (this.#fatal === null) return;
    const { error } = this.#fatal;
    this.#fatal = null;
    throw error;
  }

  #reportIfSlow(debug: DebugChecks, handle: Handle, task: Task<unknown> | null): void {
    const report = debug.stepEnded(this.clock.now(), this.slowCallbackDurationMs, handle, task?.name);
    if (report !== null) this.callExceptionHandler(report);
  }

  /** Decides which callbacks make up the next turn; `"more"` when it has begun. */
  #beginTurn(): Next {
    while (true) {
      if (this.#life.stopping && this.#turns > this.#turnsBeforeRun) return "done";
      if (this.#ready.length === 0 && !this.#life.stopping) {
        const next = this.#chooser === undefined ? this.#waitForTimer() : this.#choose(this.#chooser);
        if (next !== "more") return next;
      }
      if (this.#chooser === undefined) this.#collectDueTimers();
      this.#batch = this.#ready.length;
      if (this.#batch === 0 && !this.#life.stopping) continue; // a host timer that was early
      this.#turns++;
      if (this.#batch > 0) return "more";
    }
  }

  #waitForTimer(): Next {
    const wait = this.clock.wait(this.#timers.first?.when, () => this.#wake?.());
    if (wait === "arrived") return "more";
    if (wait === "never") throw this.#tasks.deadlock();
    return this.#suspend(wait);
  }

  #choose(chooser: Chooser): Next {
    const timer = this.#timers.first;
    const chosen = chooser.choose(timer);
    if (chosen === undefined) return "done";
    if (!(chosen instanceof Handle)) return chosen;
    if (chosen === timer) {
      this.clock.wait(timer.when, () => {});
      this.#timers.remove(timer);
    }
    this.#ready.push(chosen);
    return "more";
  }

  #collectDueTimers(): void {
    const end = this.clock.now() + this.clock.resolutionMs;
    for (let timer = this.#timers.first; timer !== undefined && timer.when < end; timer = this.#timers.first) {
      this.#timers.remove(timer);
      this.#ready.push(timer);
    }
  }

  /** The host gets its turn until a timer is due or somebody schedules a callback from outside. */
  #suspend(callOff: () => void): Suspension {
    return (resume) => {
      this.#wake = () => {
        this.#wake = null;
        callOff();
        runAs(null, resume); // a task may be the one who wakes the loop: the steps that follow are not its own
      };
    };
  }

  async #run(): Promise<void> {
    try {
      this.#drain ??= await probeMicrotaskDrain();
      await drive(this, this.#drain);
    } finally {
      this.#life.endRun();
    }
  }

  #beginRun(method: string): void {
    this.#life.beginRun(method);
    this.#batch = 0; // what a fatal error left of a turn belongs to the first turn of this run
    this.#turnsBeforeRun = this.#turns;
  }
}

function checkFunctionOrNull(method: string, given: unknown): void {
  if (given !== null && typeof given !== "function") throw new ArgumentTypeError(method, "a function or null", given);
}

function hasFailedFatally(future: Future<unknown>): boolean {
  return future.state === "exception" && future.exception() instanceof FatalError;
}
