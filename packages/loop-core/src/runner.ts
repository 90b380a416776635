import { gather } from "./combinators/gather.ts";
import type { ContextValues } from "./context.ts";
import { checkCoroutine, type Coroutine } from "./coroutine.ts";
import { KeyboardInterrupt, LoopClosedError, NestedRunError } from "./errors.ts";
import { EventLoop, type EventLoopOptions } from "./loop.ts";
import { runningLoopOrNull } from "./running-loop.ts";
import { SignalHandlers } from "./signal-handlers.ts";
import type { Task } from "./task.ts";

export interface RunnerOptions extends EventLoopOptions {
  /** Makes the loop; by default a new {@link EventLoop} with these options. */
  loopFactory?: (options: EventLoopOptions) => EventLoop;
  /**
   * Ctrl-C cancels the main task, so that it can clean up; a second one ends the run at once. Both end in a
   * {@link KeyboardInterrupt}. By default the host decides, which ends the process.
   */
  handleSigint?: boolean;
}

/**
 * Runs a coroutine on a loop of its own, then cleans up: tasks that are left are cancelled and waited for.
 *
 * @throws {NestedRunError} inside a loop that runs
 * @returns a promise of what `main` returns or throws
 * @see https://docs.python.org/3/library/asyncio-runner.html#asyncio.run
 * @example
 * await run(async () => {
 *   const task = createTask(() => sleep(10, "rested"));
 *   return await task;
 * });
 */
export async function run<T>(main: Coroutine<T>, options?: RunnerOptions): Promise<T> {
  checkNotRunning("run");
  const runner = new Runner(options);
  try {
    return await runner.run(main);
  } finally {
    await runner.close();
  }
}

/**
 * {@link run} that returns the result itself, for generator coroutines: no microtask runs meanwhile.
 *
 * @throws {SyncRunError} if an async function would have to go on, or the loop to wait for real time
 * @throws {NestedRunError} inside a loop that runs
 * @example
 * const sum = runSync(function* () {
 *   const parts = yield* gather([() => sleep(0, 1), () => sleep(0, 2)]);
 *   return parts.reduce((a, b) => a + b);
 * });
 */
export function runSync<T>(main: Coroutine<T>, options?: EventLoopOptions): T {
  checkNotRunning("runSync");
  const loop = new EventLoop(options);
  try {
    const result = loop.runUntilCompleteSync(main);
    cancelAllSync(loop);
    return result;
  } catch (error) {
    if (!loop.allTasks().some((task) => task.awaitsForeignPromise)) cancelAllSync(loop);
    throw error;
  } finally {
    loop.close();
  }
}

/**
 * A loop for several runs, one after the other, which share it and the context variables; then it cleans up.
 *
 * @see https://docs.python.org/3/library/asyncio-runner.html#asyncio.Runner
 * @example
 * await using runner = new Runner();
 * await runner.run(setUp);
 * await runner.run(main);
 */
export class Runner {
  readonly #options: RunnerOptions;
  #loop: EventLoop | null = null;
  #context: ContextValues = null;
  #closed = false;

  constructor(options: RunnerOptions = {}) {
    this.#options = options;
  }

  /**
   * The loop, which is made when it is first asked for.
   *
   * @throws {LoopClosedError} after {@link close}
   */
  getLoop(): EventLoop {
    if (this.#closed) throw new LoopClosedError("getLoop");
    const { loopFactory, handleSigint: _, ...options } = this.#options;
    return (this.#loop ??= loopFactory?.(options) ?? new EventLoop(options));
  }

  /**
   * Runs a coroutine to its end. What it sets in context variables is there in the next run.
   *
   * @throws {NestedRunError} inside a loop that runs
   * @throws {LoopClosedError} after {@link close}
   * @see https://docs.python.org/3/library/asyncio-runner.html#asyncio.Runner.run
   */
  async run<T>(main: Coroutine<T>, options: { context?: ContextValues } = {}): Promise<T> {
    checkCoroutine(main);
    checkNotRunning("run");
    const loop = this.getLoop();
    const { context = this.#context } = options;
    const task = loop.createTask(main, { context });
    const interrupt = this.#options.handleSigint === true ? new Interrupt(loop, task) : null;
    try {
      return await loop.runUntilComplete(task);
    } catch (error) {
      if (interrupt?.requested === true && task.cancelled() && task.uncancel() === 0) throw new KeyboardInterrupt();
      throw error;
    } finally {
      interrupt?.remove();
      if (options.context === undefined) this.#context = task.contextValues;
    }
  }

  /** Cancels what is left and waits for it, closes async generators and the executor, then the loop. Twice is fine. */
  async close(): Promise<void> {
    const loop = this.#loop;
    this.#closed = true;
    this.#loop = null;
    if (loop === null) return;
    try {
      const left = cancelAll(loop);
      if (left.length > 0) await loop.runUntilComplete(gather(left, { returnExceptions: true }));
      reportFailures(loop, left);
      if (loop.leftovers.asyncgens) await loop.runUntilComplete(loop.shutdownAsyncgens());
      if (loop.leftovers.executor) await loop.runUntilComplete(loop.shutdownDefaultExecutor(EXECUTOR_TIMEOUT_MS));
    } finally {
      loop.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const EXECUTOR_TIMEOUT_MS = 300_000;

/** The first Ctrl-C cancels the main task, the second one ends the run. */
class Interrupt {
  requested = false;
  readonly #signals = new SignalHandlers();

  constructor(loop: EventLoop, main: Task<unknown>) {
    this.#signals.add("SIGINT", () => {
      const first = !this.requested;
      this.requested = true;
      if (first && main.cancel()) return; // at once: a cancel of somebody else's that is under way counts, too
      loop.callSoonThreadsafe(() => {
        throw new KeyboardInterrupt();
      });
    });
  }

  remove(): void {
    this.#signals.removeAll();
  }
}

function cancelAll(loop: EventLoop): Task<unknown>[] {
  const left = loop.allTasks();
  for (const task of left) task.cancel();
  return left;
}

function cancelAllSync(loop: EventLoop): void {
  const left = cancelAll(loop);
  if (left.length > 0) loop.runUntilCompleteSync(gather(left, { returnExceptions: true }));
  reportFailures(loop, left);
}

function reportFailures(loop: EventLoop, tasks: readonly Task<unknown>[]): void {
  for (const task of tasks) {
    if (task.state !== "exception") continue;
    const message = `Task "${task.name}" failed while run() cancelled what was left`;
    loop.callExceptionHandler({ message, error: task.exception(), future: task });
  }
}

function checkNotRunning(method: string): void {
  if (runningLoopOrNull() !== null) throw new NestedRunError(method, "a loop is running here");
}
