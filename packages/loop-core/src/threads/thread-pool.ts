import { type ConcurrentFuture, type Executor, ExecutorShutDownError } from "@heddle/loop-core";
import type { Piscina } from "piscina";
import { type Carried, type ErrorClass, unpackError } from "./carried-error.ts";
import { cloningError } from "./cloning.ts";
import { FunctionInThreadError, MissingPoolError, ThreadDiedError } from "./errors.ts";
import { type OnThreadException, reportToConsole } from "./exception-report.ts";
import { isModuleFunction } from "./module-function.ts";
import { workerFile } from "./module-url.ts";
import { Race } from "./race.ts";
import { ThreadFuture } from "./thread-future.ts";

/** What a {@link ThreadPool} is made with. */
export interface ThreadPoolOptions {
  /**
   * How many threads at most; by default somewhat more than the machine has processors. Idle ones end by themselves, but
   * for one, which keeps no process from ending.
   */
  maxThreads?: number;
  /** Classes of errors that the modules throw, so that they arrive as what they are, and `instanceof` works. */
  errors?: readonly ErrorClass[];
  /**
   * Is told what goes wrong with nobody there to catch it: in a done callback of a future, or in a thread that has nothing
   * to do. Default: `console.error`.
   */
  onException?: OnThreadException;
}

/** What a worker of the pool is given. */
export interface PoolTask {
  readonly module: string;
  readonly exportName: string;
  readonly args: readonly unknown[];
  /** The thread takes the work, unless it was cancelled while it waited for one. */
  readonly race: SharedArrayBuffer;
}

/** What it answers: an error in a form that keeps its class and fields. `null`: it was cancelled. */
export type PoolAnswer = { readonly result: unknown } | { readonly error: Carried } | null;

/**
 * Threads for work that would hold up the loop. The pool itself is the package `piscina`, loaded with the first work.
 *
 * @see https://docs.python.org/3/library/concurrent.futures.html#threadpoolexecutor
 * @example
 * await using pool = new ThreadPool({ maxThreads: 2 });
 * const hash = moduleFunction<typeof work, "hash">(new URL("./work.ts", import.meta.url), "hash");
 * await loop.runInExecutor(pool, hash, "secret");
 */
export class ThreadPool implements Executor, AsyncDisposable {
  readonly #maxThreads: number | undefined;
  readonly #errors: readonly ErrorClass[];
  readonly #onException: OnThreadException;
  readonly #underWay = new Set<Promise<void>>();
  #pool: Promise<Piscina> | undefined;
  #shutDown = false;

  constructor(options: ThreadPoolOptions = {}) {
    this.#maxThreads = options.maxThreads;
    this.#errors = options.errors ?? [];
    this.#onException = options.onException ?? reportToConsole;
  }

  /**
   * Calls a function of a module in one of the threads, as soon as one is free.
   *
   * Arguments and result are copied, the arguments at once; the function may be async. Work that waits can be cancelled.
   * Once it has begun, nothing can interrupt it: `cancel()` of the future is `false` then.
   *
   * @param work - made by {@link moduleFunction}
   * @returns a future; its exception is what the function or the loading of its module throws, an
   *   {@link UnknownExportError}, a {@link NotCloneableError} for the result, a {@link ThreadDiedError} if the thread ends
   *   before the work is done, or a {@link MissingPoolError}
   * @throws {FunctionInThreadError} for any other function
   * @throws {NotCloneableError} if an argument cannot be copied
   * @throws {ExecutorShutDownError} after {@link shutdown}
   */
  submit<A extends readonly unknown[], T>(work: (...args: A) => T | PromiseLike<T>, ...args: A): ConcurrentFuture<T> {
    if (!isModuleFunction(work)) throw new FunctionInThreadError(work.name);
    if (this.#shutDown) throw new ExecutorShutDownError();
    const race = new Race();
    const future = new ThreadFuture<T>(race);
    const { module, exportName } = work;
    const done = this.#do({ module, exportName, args: copyOf(args, exportName), race: race.memory }, future);
    this.#underWay.add(done);
    void done.then(() => this.#underWay.delete(done));
    return future;
  }

  /** Takes no more work; resolves when what it has is done, and the threads have ended. Twice is fine. */
  async shutdown(): Promise<void> {
    this.#shutDown = true;
    await Promise.all(this.#underWay);
    const pool = await this.#pool?.catch(() => undefined); // why there is none, the futures have said
    await pool?.close();
  }

  /**
   * Ends all threads at once, whatever they do, an endless loop included: work that is not done fails with a
   * {@link ThreadDiedError}. Takes no more work.
   *
   * @see https://docs.python.org/3/library/concurrent.futures.html#concurrent.futures.ProcessPoolExecutor.kill_workers
   */
  async terminate(): Promise<void> {
    this.#shutDown = true;
    const pool = await this.#pool?.catch(() => undefined);
    await pool?.destroy();
    await Promise.all(this.#underWay);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  /** Never rejects: its future has what went wrong, and `onException` what its callbacks threw. */
  async #do<T>(task: PoolTask, future: ThreadFuture<T>): Promise<void> {
    const answer = await this.#ask(task).catch((error: unknown) => ({ failure: error }));
    try {
      if (answer === null) return;
      if ("failure" in answer) future.endWith(answer.failure);
      else if ("error" in answer) future.endWith(unpackError(answer.error, this.#errors));
      else future.setResult(answer.result as T);
    } catch (error) {
      this.#onException({ message: "Exception in a done callback", error });
    }
  }

  async #ask(task: PoolTask): Promise<PoolAnswer> {
    const pool = await (this.#pool ??= this.#open());
    try {
      return (await pool.run(task)) as PoolAnswer;
    } catch (error) {
      throw deathOf(task, error);
    }
  }

  async #open(): Promise<Piscina> {
    const { Piscina } = await import("piscina").catch((cause: unknown) => {
      throw new MissingPoolError({ cause });
    });
    const pool = new Piscina({
      filename: workerFile("pool-task").href,
      minThreads: 1, // with none, the pool would not replace a thread that has died, and what waits would wait for ever
      idleTimeout: 10_000,
      atomics: "disabled", // a waiting thread would hold up what its modules do between calls
      ...(this.#maxThreads === undefined ? {} : { maxThreads: this.#maxThreads }),
    });
    pool.on("error", (error) => this.#onException({ message: "Exception in an idle thread of a pool", error }));
    return pool;
  }
}

function copyOf(args: readonly unknown[], exportName: string): readonly unknown[] {
  try {
    return structuredClone(args);
  } catch (cause) {
    throw cloningError(exportName, args, cause);
  }
}

/** All that work throws is an answer. So what the pool itself reports is that the thread has ended. */
function deathOf({ exportName }: PoolTask, error: unknown): ThreadDiedError {
  const [, exitCode] = /^worker exited with code: (\d+)$/.exec(error instanceof Error ? error.message : "") ?? [];
  const thread = `${exportName}() in a pool`;
  return exitCode === undefined
    ? new ThreadDiedError(thread, 1, { cause: error })
    : new ThreadDiedError(thread, Number(exitCode));
}
