import type { Chooser } from "./chooser.ts";
import { type Clock, realTimeClock } from "./clock.ts";
import type { Coroutine } from "./coroutine.ts";
import { drive, type Machine, type Next, type Suspension } from "./drive.ts";
import type { ContextValues } from "./context.ts";
import { DeadlockError, ForeignPromiseError, LoopClosedError, LoopStoppedError, NestedRunError } from "./errors.ts";
import { Future } from "./future.ts";
import { Handle, TimerHandle } from "./handle.ts";
import { type MicrotaskDrain, probeMicrotaskDrain } from "./microtask-drain.ts";
import type { Probe } from "./probe.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { enterLoop, runningLoopOrNull } from "./running-loop.ts";
import { Task, type TaskOptions } from "./task.ts";
import { runAs, taskOfCode } from "./task-of-code.ts";
import { TimerHeap } from "./timer-heap.ts";

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
}

/** What an exception handler is told. */
export interface ExceptionContext {
  /** What went wrong, as a sentence. */
  message: string;
  error: unknown;
  /** The callback that threw. */
  handle?: Handle;
  /** The future or task concerned. */
  future?: Future<unknown>;
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
  readonly eagerTasks: boolean;
  readonly probe: Probe | undefined;

  readonly #chooser: Chooser | undefined;
  #drain: MicrotaskDrain | undefined;
  readonly #ready = new ReadyQueue();
  readonly #timers = new TimerHeap();
  readonly #tasks = new Set<Task<unknown>>();
  readonly #discardTimer = (timer: TimerHandle): void => this.#timers.remove(timer);
  /** How many of the ready callbacks still belong to this turn. */
  #batch = 0;
  #turns = 0;
  #turnsBeforeRun = 0;
  #tickets = 0;
  #names = 0;
  #inStep: Handle | null = null;
  /** What this step still has to do once its microtasks have run. */
  #afterMicrotasks: (() => void)[] = [];
  #fatal: { error: unknown } | null = null;
  #wake: (() => void) | null = null;
  #stopping = false;
  #running = false;
  #closed = false;
  #exceptionHandler: ((context: ExceptionContext) => void) | null = null;

  constructor(options: EventLoopOptions = {}) {
    this.clock = options.clock ?? realTimeClock;
    this.#chooser = options.chooser;
    this.#drain = options.drain;
    this.probe = options.probe;
    this.awaitOutsideTask = options.awaitOutsideTask ?? "error";
    this.eagerTasks = options.eagerTasks ?? false;
  }

  /** The present moment of the loop's clock, in milliseconds. */
  time(): number {
    return this.clock.now();
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
    this.#checkOpen("callSoon");
    const handle = new Handle(this, callback, argument);
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
    this.#checkOpen("callAt");
    if (Number.isNaN(whenMs)) throw new RangeError("A timer needs a deadline in milliseconds, and got NaN.");
    const timer = new TimerHandle(this, whenMs, this.#tickets++, callback, argument, this.#discardTimer);
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
    this.currentTask = task;
    this.contextValues = task.contextValues;
  }

  createFuture<T>(): Future<T> {
    return new Future<T>(this);
  }

  /**
   * Starts a coroutine as a task, whose first step runs in the next turn.
   *
   * @throws {LoopClosedError} if the loop has been closed
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.create_task
   */
  createTask<T>(coroutine: Coroutine<T>, options?: TaskOptions): Task<T> {
    this.#checkOpen("createTask");
    return new Task<T>(this, coroutine, this.eagerTasks ? { eagerStart: true, ...options } : options);
  }

  /** The tasks that are not done, in order of creation. */
  allTasks(): Task<unknown>[] {
    return [...this.#tasks];
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
   * @returns a promise; it rejects with {@link LoopStoppedError} if {@link stop} came first, and like {@link runForever}
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.run_until_complete
   */
  runUntilComplete<T>(main: Future<T> | Coroutine<T>): Promise<T> {
    this.#checkRunnable("runUntilComplete");
    const future = main instanceof Future ? main : this.createTask(main);
    const stop = (): void => this.stop();
    future.addDoneCallback(stop);
    return this.runForever()
      .finally(() => future.removeDoneCallback(stop))
      .then(() => {
        if (!future.done()) throw new LoopStoppedError(future);
        return future.result();
      });
  }

  /** Ends the run after the present turn. */
  stop(): void {
    this.#stopping = true;
    this.#wake?.();
  }

  isRunning(): boolean {
    return this.#running;
  }

  isClosed(): boolean {
    return this.#closed;
  }

  /**
   * Drops everything that is still scheduled; the loop can't be used any more. Twice is fine.
   *
   * @throws {NestedRunError} while the loop runs
   */
  close(): void {
    if (this.#running) throw new NestedRunError("close", "the loop is running");
    if (this.#closed) return;
    this.#closed = true;
    for (const future of this.unretrieved) {
      const message = `The exception of a ${future instanceof Task ? `task ("${future.name}")` : "future"} was never retrieved`;
      this.callExceptionHandler({ message, error: future.exception(), future });
    }
    this.#ready.clear();
    this.#timers.clear();
    this.#batch = 0;
  }

  /** Replaces the exception handler; `null` brings the default one back, which writes to `console.error`. */
  setExceptionHandler(handler: ((context: ExceptionContext) => void) | null): void {
    this.#exceptionHandler = handler;
  }

  /** Reports an error that nobody is there to catch. */
  callExceptionHandler(context: ExceptionContext): void {
    if (this.#exceptionHandler === null) console.error(context.message, context.error);
    else this.#exceptionHandler(context);
  }

  // The machine: called by a driver, never by users.

  step(): Next {
    const after = this.#afterMicrotasks.shift();
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
      handle.run(); // the only place where callbacks are called: all others just queue them
    }
    return "more";
  }

  enter(): void {
    enterLoop(this);
  }

  leave(): void {
    enterLoop(null);
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
    return `Task-${++this.#names}`;
  }

  /** Calls `callback` in this step, after its microtasks; what those cause belongs to the step too. */
  callAfterMicrotasks(callback: () => void): void {
    this.#afterMicrotasks.push(callback);
  }

  /**
   * Runs `callback` as a step in the middle of the present one, to its end, and its microtasks with it.
   *
   * @returns whether its microtasks were run: the host has a synchronous drain, and this is no microtask itself
   */
  stepWithin(callback: () => void): boolean {
    const { currentTask, contextValues } = this;
    const afterOuterMicrotasks = this.#afterMicrotasks;
    const drains = this.#drainNow(); // what is left belongs to the outer step
    this.#afterMicrotasks = [];
    try {
      callback();
      if (drains) this.#finishStep();
    } finally {
      if (this.currentTask !== null) this.currentTask.contextValues = this.contextValues;
      this.currentTask = currentTask;
      this.contextValues = contextValues;
      this.#afterMicrotasks = [...afterOuterMicrotasks, ...this.#afterMicrotasks];
    }
    return drains;
  }

  #finishStep(): void {
    this.#drainNow();
    for (let after = this.#afterMicrotasks.shift(); after !== undefined; after = this.#afterMicrotasks.shift()) {
      after();
      this.#drainNow();
    }
  }

  #drainNow(): boolean {
    let drained = false;
    void Promise.resolve().then(() => (drained = true));
    this.#drain?.drain?.();
    return drained;
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
    if (this.currentTask !== null) {
      this.currentTask.contextValues = this.contextValues;
      this.currentTask = null;
    }
    this.contextValues = null;
    this.probe?.stepEnded?.(handle);
    if (this.#fatal === null) return;
    const { error } = this.#fatal;
    this.#fatal = null;
    throw error;
  }

  /** Decides which callbacks make up the next turn; `"more"` when it has begun. */
  #beginTurn(): Next {
    while (true) {
      if (this.#stopping && this.#turns > this.#turnsBeforeRun) return "done";
      if (this.#ready.length === 0 && !this.#stopping) {
        const next = this.#chooser === undefined ? this.#waitForTimer() : this.#choose(this.#chooser);
        if (next !== "more") return next;
      }
      if (this.#chooser === undefined) this.#collectDueTimers();
      this.#batch = this.#ready.length;
      if (this.#batch === 0 && !this.#stopping) continue; // a host timer that was early
      this.#turns++;
      if (this.#batch > 0) return "more";
    }
  }

  #waitForTimer(): Next {
    const wait = this.clock.wait(this.#timers.first?.when, () => this.#wake?.());
    if (wait === "arrived") return "more";
    if (wait === "never") throw this.#deadlock();
    return this.#suspend(wait);
  }

  #deadlock(): DeadlockError {
    const tasks = this.allTasks();
    const foreign = tasks.filter((task) => task.awaitsForeignPromise);
    return foreign.length === 0 ? new DeadlockError(tasks) : new ForeignPromiseError(foreign, tasks);
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
      this.#running = false;
      this.#stopping = false;
    }
  }

  #beginRun(method: string): void {
    this.#checkRunnable(method);
    this.#running = true;
    this.#batch = 0; // what a fatal error left of a turn belongs to the first turn of this run
    this.#turnsBeforeRun = this.#turns;
  }

  #checkRunnable(method: string): void {
    this.#checkOpen(method);
    if (this.#running) throw new NestedRunError(method, "this loop is running already");
    if (runningLoopOrNull() !== null) throw new NestedRunError(method, "another loop is running here");
  }

  #checkOpen(method: string): void {
    if (this.#closed) throw new LoopClosedError(method);
  }
}
