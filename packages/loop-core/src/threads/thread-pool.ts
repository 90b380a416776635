import { type ConcurrentFuture, type Executor, ExecutorShutDownError } from "@heddle/loop-core";
import type { Piscina } from "piscina";
import { type Carried, type ErrorClass, isCloneable, unpackError } from "./carried-error.ts";
import { FunctionInThreadError, MissingPoolError, NotCloneableError } from "./errors.ts";
import { isModuleFunction } from "./module-function.ts";
import { workerFile } from "./module-url.ts";
import { Race } from "./race.ts";
import { ThreadFuture } from "./thread-future.ts";

export interface ThreadPoolOptions {
  /** How many threads at most; by default somewhat more than the machine has processors. Idle ones end by themselves. */
  maxThreads?: number;
  /** Classes of errors that the modules throw, so that they arrive as what they are, and `instanceof` works. */
  errors?: readonly ErrorClass[];
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
  readonly #options: ThreadPoolOptions;
  readonly #underWay = new Set<Promise<void>>();
  #pool: Promise<Piscina> | undefined;
  #shutDown = false;

  constructor(options: ThreadPoolOptions = {}) {
    this.#options = options;
  }

  /**
   * Calls a function of a module in one of the threads, as soon as one is free.
   *
   * Arguments and result are copied; the function may be async. Once it has begun, nothing can interrupt it: `cancel()` of
   * the future is `false` then.
   *
   * @param work - made by {@link moduleFunction}
   * @returns a future; its exception is what the function throws, an {@link UnknownExportError}, a
   *   {@link NotCloneableError} or a {@link MissingPoolError}
   * @throws {FunctionInThreadError} for any other function
   * @throws {ExecutorShutDownError} after {@link shutdown}
   */
  submit<A extends readonly unknown[], T>(work: (...args: A) => T | PromiseLike<T>, ...args: A): ConcurrentFuture<T> {
    if (!isModuleFunction(work)) throw new FunctionInThreadError(work.name);
    if (this.#shutDown) throw new ExecutorShutDownError();
    const race = new Race();
    const future = new ThreadFuture<T>(race);
    const { module, exportName } = work;
    const done = this.#run({ module, exportName, args, race: race.memory }).then(
      (answer) => {
        if (answer === null) return;
        if ("error" in answer) future.endWith(unpackError(answer.error, this.#options.errors ?? []));
        else future.setResult(answer.result as T);
      },
      (error: unknown) => future.endWith(error),
    );
    this.#underWay.add(done);
    void done.finally(() => this.#underWay.delete(done));
    return future;
  }

  /** Takes no more work; resolves when what it has is done, and the threads have ended. */
  async shutdown(): Promise<void> {
    this.#shutDown = true;
    await Promise.all(this.#underWay);
    const pool = await this.#pool;
    await pool?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  async #run(task: PoolTask): Promise<PoolAnswer> {
    const pool = await (this.#pool ??= this.#open());
    try {
      return (await pool.run(task)) as PoolAnswer;
    } catch (cause) {
      const nth = task.args.findIndex((argument) => !isCloneable(argument)) + 1;
      throw nth === 0 ? cause : new NotCloneableError(`Argument ${nth} of "${task.exportName}"`, { cause });
    }
  }

  async #open(): Promise<Piscina> {
    const { Piscina } = await import("piscina").catch((cause: unknown) => {
      throw new MissingPoolError({ cause });
    });
    return new Piscina({
      filename: workerFile("pool-task").href,
      minThreads: 0,
      idleTimeout: 10_000,
      atomics: "disabled", // a waiting thread would hold up what its modules do between calls
      ...(this.#options.maxThreads === undefined ? {} : { maxThreads: this.#options.maxThreads }),
    });
  }
}
