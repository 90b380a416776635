/**
 * Loops and work in other threads. For Node: it is made of worker threads.
 *
 * No closure can go to another thread. What runs there is exported by a module, and addressed by its name.
 *
 * @module
 */
export { LoopThread, type LoopThreadOptions } from "./loop-thread.ts";
export { ThreadsafeHandle } from "./threadsafe-handle.ts";
export { ConcurrentFuture, runCoroutineThreadsafe } from "@heddle/loop-core";

export { toThread } from "./to-thread.ts";
export { ThreadPool, type ThreadPoolOptions } from "./thread-pool.ts";
export { moduleFunction, type ModuleFunction } from "./module-function.ts";

export type { ErrorClass } from "./carried-error.ts";
export type { OnThreadException, ThreadException } from "./exception-report.ts";
export type { ArgumentsOf, FunctionName, OutcomeOf, UntypedModule } from "./module-exports.ts";
export {
  FunctionInThreadError,
  MissingPoolError,
  NotCloneableError,
  ThreadClosedError,
  ThreadDiedError,
  ThreadStartError,
  UnknownExportError,
} from "./errors.ts";
