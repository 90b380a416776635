import { Worker } from "node:worker_threads";
import type { ConcurrentFuture } from "@heddle/loop-core";
import { type ErrorClass, isCloneable, unpackError } from "./carried-error.ts";
import {
  NotCloneableError,
  ThreadClosedError,
  ThreadDiedError,
  ThreadStartError,
  UnknownExportError,
} from "./errors.ts";
import type { FromLoop, ToLoop, WorkerStart } from "./messages.ts";
import type { ArgumentsOf, FunctionName, OutcomeOf, UntypedModule } from "./module-exports.ts";
import { moduleUrl, workerFile } from "./module-url.ts";
import { Race } from "./race.ts";
import { ThreadFuture } from "./thread-future.ts";
import { ThreadsafeHandle } from "./threadsafe-handle.ts";

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
  /** Is told what goes wrong in the thread's loop with nobody there to catch it. Default: `console.error`. */
  onException?: (context: { message: string; error: unknown }) => void;
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
  readonly name: string;
  readonly #module: string;
  readonly #worker: Worker;
  readonly #errors: readonly ErrorClass[];
  readonly #onException: (context: { message: string; error: unknown }) => void;
  readonly #futures = new Map<number, ThreadFuture<never>>();
  readonly #ended: Promise<void>;
  #functions: readonly string[] = [];
  #ids = 0;
  #state: "running" | "stopping" | "ended" = "running";
  /** What ended the thread before its time. */
  #fatal: unknown = undefined;

  /**
   * Starts the thread; resolves once it has loaded the module, and its loop runs.
   *
   * @param module - a URL, or an absolute path; `new URL("./work.ts", import.meta.url)` is relative to the caller
   * @throws {ThreadStartError} if the module cannot be loaded
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
    this.#onException = options.onException ?? (({ message, error }) => console.error(message, error));
    this.#worker = new Worker(workerFile("start"), {
      name: this.name,
      workerData: { module } satisfies WorkerStart,
    });
    this.#worker.on("message", (message: FromLoop) => {
      if (message.kind === "ready") {
        this.#functions = message.functions;
        if (options.daemon === true) this.#worker.unref(); // not before: a process waits for a thread that starts
        started();
      } else if (message.kind === "not loaded") {
        const cause = unpackError(message.error, this.#errors);
        started(new ThreadStartError(module, `its module cannot be loaded. ${String(cause)}`, { cause }));
        this.#fatal = cause;
        void this.#worker.terminate(); // what the module has begun before it threw
      } else this.#receive(message);
    });
    this.#worker.on("error", (error: unknown) => (this.#fatal ??= error));
    this.#ended = new Promise((resolve) => {
      this.#worker.once("exit", (exitCode) => {
        this.#end(exitCode);
        started(new ThreadStartError(module, `it ended with exit code ${exitCode}.`, { cause: this.#fatal }));
        resolve();
      });
    });
  }

  /**
   * Makes the thread call a function that its module exports, soon, and from its loop.
   *
   * Calls are made in this order. What the function throws goes to `onException`; what it returns is lost.
   *
   * @returns a handle whose `cancel()` tells whether it came in time
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
   * Starts a task in the thread, of a coroutine that its module exports.
   *
   * Result and exception come back. `cancel()` of the future cancels the task, too, at its next opportunity; one that comes
   * before the thread has taken the coroutine keeps it from starting. `true` says that the future is cancelled (the task
   * may have ended before the message came), `false` that the task was done first, and its result will be there.
   *
   * @throws {UnknownExportError} if the module exports no such function
   * @throws {NotCloneableError} if an argument cannot be copied; a result that cannot be is the future's exception
   * @throws {ThreadClosedError} if the thread was stopped, or has ended
   * @returns a future; its exception is a {@link ThreadDiedError} if the thread ends before the task is done
   * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.run_coroutine_threadsafe
   */
  runCoroutineThreadsafe<Name extends FunctionName<M>>(
    exportName: Name,
    ...args: ArgumentsOf<M[Name]>
  ): ConcurrentFuture<OutcomeOf<M[Name]>> {
    this.#checkCall("runCoroutineThreadsafe", exportName);
    const race = new Race();
    const id = ++this.#ids;
    this.#send({ kind: "run", id, name: exportName, args, race: race.memory });
    const future = new ThreadFuture<OutcomeOf<M[Name]>>(race);
    this.#futures.set(id, future as ThreadFuture<never>);
    future.addDoneCallback(() => {
      this.#futures.delete(id);
      if (future.cancelled() && this.#state !== "ended") this.#send({ kind: "cancel", id });
    });
    return future;
  }

  /** Whether calls are still taken. */
  isRunning(): boolean {
    return this.#state === "running";
  }

  /**
   * Stops the loop after its present turn. Its tasks are cancelled and may clean up, then the thread ends.
   *
   * Twice is fine. {@link close} waits for the end.
   */
  stop(): void {
    if (this.#state !== "running") return;
    this.#state = "stopping";
    this.#send({ kind: "stop" });
  }

  /** {@link stop}, and waits until the thread has ended. A task that refuses to be cancelled holds it up. */
  async close(): Promise<void> {
    this.stop();
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Ends the thread wherever it is, even in an endless loop: nothing cleans up. */
  async terminate(): Promise<void> {
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
      if (!("args" in message)) throw cause;
      const nth = message.args.findIndex((argument) => !isCloneable(argument)) + 1;
      throw new NotCloneableError(`Argument ${nth} of "${message.name}"`, { cause });
    }
  }

  #receive(message: Exclude<FromLoop, { kind: "ready" | "not loaded" }>): void {
    switch (message.kind) {
      case "result":
        this.#futures.get(message.id)?.setResult(message.result as never);
        break;
      case "exception":
        this.#futures.get(message.id)?.setException(unpackError(message.error, this.#errors));
        break;
      case "cancelled":
        this.#futures.get(message.id)?.endAsCancelled();
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
    const orderly = this.#state === "stopping" && this.#fatal === undefined && exitCode === 0;
    this.#state = "ended";
    for (const future of this.#futures.values()) {
      const error = orderly
        ? new ThreadClosedError(this.name, "runCoroutineThreadsafe")
        : new ThreadDiedError(this.name, exitCode, this.#fatal === undefined ? undefined : { cause: this.#fatal });
      future.endWith(error);
    }
  }
}
