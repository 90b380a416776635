import { coro, type Coro, wrapFuture } from "@heddle/loop-core";
import type { ArgumentsOf, FunctionName, OutcomeOf, UntypedModule } from "./module-exports.ts";
import { moduleFunction } from "./module-function.ts";
import { ThreadPool } from "./thread-pool.ts";

/**
 * Calls a function that a module exports in a thread of a pool, which all calls share: for work that would hold up the
 * loop. Nothing happens before it is awaited.
 *
 * A closure cannot go to another thread, nor can context variables: give their values as arguments. Those and the result
 * are copied. A cancelled task goes on at once; a function that has begun runs to its end, unheard.
 *
 * @param module - a URL, or an absolute path; `new URL("./work.ts", import.meta.url)` is relative to the caller
 * @throws what the function throws. An error keeps its class if that is JavaScript's or the loop's, else its name and
 *   fields; for classes of your own, give a {@link ThreadPool} with `errors` to `runInExecutor`.
 * @throws {MissingPoolError} if the package `piscina` is not installed
 * @throws {UnknownExportError} if the module exports no such function
 * @throws {NotCloneableError} if an argument or the result cannot be copied
 * @throws {ThreadDiedError} if the thread ends before the function does
 * @throws {NoRunningLoopError} outside callbacks and tasks of a loop
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.to_thread
 * @example
 * const digest = await toThread(new URL("./work.ts", import.meta.url), "hash", text);
 */
export function toThread<M extends object = UntypedModule, Name extends FunctionName<M> = FunctionName<M>>(
  module: URL | string,
  exportName: Name,
  ...args: ArgumentsOf<M[Name]>
): Coro<OutcomeOf<M[Name]>> {
  return coro(function* () {
    sharedPool ??= new ThreadPool();
    const work = moduleFunction<M, Name>(module, exportName);
    return yield* wrapFuture(sharedPool.submit(work, ...args));
  });
}

// As asyncio's default executor. Its threads end when they are idle, and keep no process from ending.
let sharedPool: ThreadPool | undefined;
