import { Worker } from "node:worker_threads";
import type { ConcurrentFuture } from "@heddle/loop-core";
import { type ErrorClass, unpackError } from "./carried-error.ts";
import { cloningError } from "./cloning.ts";
import { ThreadClosedError, ThreadDiedError, ThreadStartError, UnknownExportError } from "./errors.ts";
import { type OnThreadException, reportToConsole } from "./exception-report.ts";
import type { FromLoop, ToLoop, WorkerStart } from "./messages.ts";
import type { ArgumentsOf, FunctionName, OutcomeOf, UntypedModule } from "./module-exports.ts";
import { moduleUrl, workerFile } from "./module-url.ts";
import { PendingFutures } from "./pending-futures.ts";
import { Race } from "./race.ts";
import { ThreadFuture } from "./thread-future.ts";
import { ThreadsafeHandle } from "./threadsafe-handle.ts";

/** How a {@link LoopThread} is started. */
export interface LoopThreadOptions {
  /** For reports; by default the file name of the module. */
  name?: string;
  /**
   * The process may end while the thread runs (Python: `Thread(daemon=True)`), even if somebody awaits a future of it.
   * Default: the process waits for the thread.
   */
  daemon?: boolean;
  /** Classes of errors that the module throws, so that they arrive as what they are, and `instanceof` works. */
  errors?: readonly ErrorClass[];
  /**
   * Is told what goes wrong with nobody there to catch it: in a callback or a task of the thread, in a done callback of a
   * future, or when the thread dies and no future waits for it. Default: `console.error`.
   */
  onException?: OnThreadException;
}

//   running ── stop(), or its own loop.stop() ──> stopping ── tasks cancelled, loop closed ──> ended
//           └── its process.exit(), an error that nobody handles, terminate() ──> ended

/**
 * An event loop in a thread of its own.
 *
 * A closure cannot go to another thread, so the thread loads a module, and the calls name what it exports. Arguments and
 * results are copied: what `structuredClone()` takes can cross. A `SharedArrayBuffer` is shared. Errors keep their class
 * if it is JavaScript's, the loop's, or listed in `errors`; else their name and fields.
 *
 * In the module, the loop is `getRunningLoop()`; its functions may be async or generator functions, as in any coroutine.
 *
 * @see https://docs.python.org/3/library/asyncio-dev.html#concurrency-and-multithreading
 * @example
 * import type * as work from "./work.ts";
 *
 * await using thread = await LoopThread.start<typeof work>(new URL("./work.ts", import.meta.url));
 * const handle = thread.callSoonThreadsafe("greet", "Ada");
 * handle.cancel(); // false if the thread was faster
 * await thread.runCoroutineThreadsafe("fetchUser", 7);
 */
export class LoopThread<M extends object = UntypedModule> implements AsyncDisposable {
  /** For reports, and in errors. */
  readonly name: string;
  readonly #module: string;
  readonly #worker: Worker;
  readonly #errors: readonly ErrorClass[];
  readonly #onException: OnThreadException;
  readonly #futures: PendingFutures;
  readonly #ended: Promise<void>;
  #functions: readonly string[] = [];
  #state: "running" | "stopping" | "ended" = "running";
  /** What ended the thread before its time. */
  #fatal: unknown = undefined;
  #terminated = false;

  /**
   * Starts the thread; resolves once it has loaded the module, and its loop runs.
   *
   * @param module - a URL, or an absolute path; `new URL("./work.ts", import.meta.url)` is relative to the caller
   * @returns a promise; it rejects with {@link ThreadStartError} if the module cannot be loaded, or ends the thread
   */
  static start<M extends object = UntypedModule>(
    module: URL | string,
    options: LoopThreadOptions = {},
  ): Promise<LoopThread<M>> {
    return new Promise((resolve, reject) => {
      const thread: LoopThread<M> = new LoopThread<M>(moduleUrl(module), options, (failure) => {
        if (failure === undefined) resolve(thread);
        else reject(failure);
      });
    });
  }

  private constructor(module: string, options: LoopThreadOptions, started: (failure?: ThreadStartError) => void) {
    this.name = options.name ?? module.slice(module.lastIndexOf("/") + 1);
    this.#module = module;
    this.#errors = options.errors ?? [];
    this.#onException = options.onException ?? reportToConsole;
    this.#futures = new PendingFutures(this.#onException);
    this.#worker = new Worker(workerFile("start"), {
      name: this.name,
      workerData: { module } satisfies WorkerStart,
    });
    let hasStarted = false;
    this.#worker.on("message", (message: FromLoop) => {
      if (message.kind === "ready") {
        this.#functions = message.functions;
        if (options.daemon === true) this.#worker.unref(); // not before: a process waits for a thread that starts
        hasStarted = true;
        started();
      } else if (message.kind === "not loaded") {
        const cause = unpackError(message.error, this.#errors);
        started(new ThreadStartError(module, `its module cannot be loaded. ${String(cause)}`, { cause }));
        void this.#worker.terminate(); // what the module has begun before it threw
      } else this.#receive(message);
    });
    this.#worker.on("error", (error: unknown) => (this.#fatal ??= error));
    this.#ended = new Promise((resolve) => {
      this.#worker.once("exit", (exitCode) => {
        resolve();
        if (hasStarted) this.#end(exitCode);
        else started(new ThreadStartError(module, `it ended with exit code ${exitCode}.`, causedBy(this.#fatal)));
      });
    });
  }

  /**
   * Makes the thread call a function that its module exports, soon, and from its loop.
   *
   * Calls are made in the order in which they were asked for, before a later {@link stop} too. What the function throws, or
   * an async one rejects with, goes to `onException`; what it returns is lost. A generator function would not begin: start
   * it with {@link runCoroutineThreadsafe}.
   *
   * @returns a handle, whose `cancel()` tells whether it came in time
   * @throws {UnknownExportError} if the module exports no such function
   * @throws {NotCloneableError} if an argument cannot be copied
   * @throws {ThreadClosedError} if the thread was stopped, or has ended
   * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.call_soon_threadsafe
   */
  callSoonThreadsafe<Name extends FunctionName<M>>(exportName: Name, ...args: ArgumentsOf<M[Name]>): ThreadsafeHandle {
    this.#checkCall("callSoonThreadsafe", exportName);
    const race = new Race();
    this.#send({ kind: "call", name: exportName, args, race: race.memory });
    return new ThreadsafeHandle(race);
  }

  /**
   * Starts a task in the thread, of a coroutine function that its module exports; a plain function will do, too.
   *
   * Result and exception come back. `cancel()` of the future cancels the task, too, at its next opportunity; one that comes
   * before the thread has taken the coroutine keeps it from starting. `true` says that the future is cancelled (the task
   * may have ended before the message came), `false` that the task was done first, and its result will be there.
   *
   * @returns a future; its exception is a {@link NotCloneableError} if the result cannot be copied, a
   *   {@link ThreadDiedError} if the thread dies before the task is done, and a {@link ThreadClosedError} if its loop had
   *   stopped by itself before it took the coroutine
   * @throws {UnknownExportError} if the module exports no such function
   * @throws {NotCloneableError} if an argument cannot be copied
   * @throws {ThreadClosedError} if the thread was stopped, or has ended
   * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.run_coroutine_threadsafe
   */
  runCoroutineThreadsafe<Name extends FunctionName<M>>(
    exportName: Name,
    ...args: ArgumentsOf<M[Name]>
  ): ConcurrentFuture<OutcomeOf<M[Name]>> {
    this.#checkCall("runCoroutineThreadsafe", exportName);
    const race = new Race();
    const id = this.#futures.nextId();
    this.#send({ kind: "run", id, name: exportName, args, race: race.memory });
    const future = new ThreadFuture<OutcomeOf<M[Name]>>(race);
    this.#futures.add(id, future, () => this.#send({ kind: "cancel", id }));
    return future;
  }

  /** Whether calls are still taken. */
  isRunning(): boolean {
    return this.#state === "running";
  }

  /**
   * Stops the loop once it has made the calls that were asked for before. Its tasks are cancelled and may clean up, then
   * the thread ends.
   *
   * Twice is fine. {@link close} waits for the end.
   */
  stop(): void {
    if (this.#state !== "running") return;
    this.#state = "stopping";
    this.#send({ kind: "stop" });
  }

  /**
   * {@link stop}, and waits until the thread has ended; that of a daemon, too. A task that refuses to be cancelled holds it
   * up: {@link terminate} does not ask.
   */
  async close(): Promise<void> {
    this.stop();
    this.#worker.ref();
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * Ends the thread wherever it is, even in an endless loop: nothing cleans up, and the futures that are left have a
   * {@link ThreadDiedError}.
   */
  async terminate(): Promise<void> {
    this.#terminated = true;
    this.#worker.ref();
    await this.#worker.terminate();
    await this.#ended;
  }

  #checkCall(method: string, exportName: string): void {
    if (this.#state !== "running") throw new ThreadClosedError(this.name, method);
    if (!this.#functions.includes(exportName)) {
      throw new UnknownExportError(this.#module, exportName, this.#functions);
    }
  }

  #send(message: ToLoop): void {
    try {
      this.#worker.postMessage(message);
    } catch (cause) {
      throw "args" in message ? cloningError(message.name, message.args, cause) : cause;
    }
  }

  #receive(message: Exclude<FromLoop, { kind: "ready" | "not loaded" }>): void {
    switch (message.kind) {
      case "result":
        this.#futures.settle(message.id, (future) => future.setResult(message.result as never));
        break;
      case "exception":
        this.#futures.settle(message.id, (future) => future.setException(unpackError(message.error, this.#errors)));
        break;
      case "cancelled":
        this.#futures.settle(message.id, (future) => future.endAsCancelled());
        break;
      case "unhandled":
        this.#onException({ message: message.message, error: unpackError(message.error, this.#errors) });
        break;
      case "stopped":
        this.#state = "stopping";
        break;
      case "fatal":
        this.#fatal = unpackError(message.error, this.#errors);
    }
  }

  #end(exitCode: number): void {
    const isOrderly = this.#state === "stopping" && this.#fatal === undefined && exitCode === 0;
    this.#state = "ended";
    const errorOf = (): Error =>
      isOrderly
        ? new ThreadClosedError(this.name, "runCoroutineThreadsafe")
        : new ThreadDiedError(this.name, exitCode, causedBy(this.#fatal));
    const isUnseen = !isOrderly && !this.#terminated && this.#futures.size === 0;
    this.#futures.endWith(errorOf);
    if (isUnseen) this.#onException({ message: "Exception in a thread", error: errorOf() });
  }
}

function causedBy(fatal: unknown): ErrorOptions {
  return fatal === undefined ? {} : { cause: fatal };
}
