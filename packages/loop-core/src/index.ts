export { run, Runner, type RunnerOptions, runSync } from "./runner.ts";
export { EventLoop, type EventLoopOptions } from "./loop.ts";
export type { ExceptionContext, ExceptionHandler } from "./exception-reports.ts";
export { getRunningLoop } from "./running-loop.ts";
export { Handle, type Runnable, TimerHandle } from "./handle.ts";
export { type HeapTimer, TimerHeap } from "./timer-heap.ts";

export type { Awaitable, Coroutine, Reject, Resolve, Running, Yieldable } from "./coroutine.ts";
export { coro, Coro, isCoroutine } from "./coroutine.ts";
export { type DoneCallback, Future, type FutureState } from "./future.ts";
export { Task, type TaskOptions } from "./task.ts";
export { afterMicrotasks, allTasks, createTask, currentTask, ensureFuture, isFuture } from "./tasks.ts";
export { createEagerTaskFactory, eagerTaskFactory, type TaskConstructor, type TaskFactory } from "./task-factory.ts";
export { type ContextValues, ContextVar, copyContext } from "./context.ts";
export { sleep } from "./sleep.ts";
export { type Abortable, abortable } from "./abort-signal.ts";
export { fromPromise } from "./from-promise.ts";
export { wrapFuture } from "./wrap-future.ts";
export { type Executor, InlineExecutor } from "./executor.ts";
export {
  awaitedBy,
  type CallGraph,
  captureCallGraph,
  formatCallGraph,
  type TaskRow,
  taskTable,
  taskTree,
} from "./call-graph.ts";

export { asCompleted, AsCompleted, type AsCompletedOptions } from "./combinators/as-completed.ts";
export { gather, type GatherOptions, type ResultOf } from "./combinators/gather.ts";
export { shield } from "./combinators/shield.ts";
export { type RaceResult, staggeredRace } from "./combinators/staggered-race.ts";
export { wait, type WaitOptions } from "./combinators/wait.ts";
export { waitFor } from "./combinators/wait-for.ts";
export { Timeout, timeout, timeoutAt } from "./timeout.ts";
export { TaskGroup, taskGroup } from "./task-group.ts";

export { Barrier } from "./sync/barrier.ts";
export { Condition } from "./sync/condition.ts";
export { AsyncEvent } from "./sync/event.ts";
export { type Held, Lock } from "./sync/lock.ts";
export { type Before, LifoQueue, PriorityQueue } from "./sync/ordered-queues.ts";
export { type ItemStore, Queue } from "./sync/queue.ts";
export { BoundedSemaphore, Semaphore } from "./sync/semaphore.ts";

export { ConcurrentFuture } from "./threads/concurrent-future.ts";
export { runCoroutineThreadsafe } from "./threads/run-coroutine-threadsafe.ts";

export {
  BrokenBarrierError,
  NotHeldError,
  OverReleaseError,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  TaskDoneError,
} from "./sync/errors.ts";

export {
  ArgumentTypeError,
  AwaitOutsideTaskError,
  CallbackTypeError,
  CancelledError,
  CoroutineTypeError,
  DeadlockError,
  EagerStartError,
  ExceptionGroup,
  ExecutorShutDownError,
  FatalError,
  ForeignPromiseError,
  FutureTypeError,
  InvalidStateError,
  isCancelled,
  KeyboardInterrupt,
  LoopClosedError,
  LoopStoppedError,
  NestedRunError,
  NeverAwaitedError,
  NoCurrentTaskError,
  NoRunningLoopError,
  PendingTaskError,
  SecondWinnerError,
  SelfAwaitError,
  SignalError,
  SlowCallbackError,
  SyncRunError,
  TaskGroupClosedError,
  TaskResultError,
  TimeoutError,
  TimeoutStateError,
  type WaitingTask,
  WrongLoopError,
  YieldTypeError,
} from "./errors.ts";

// Unstable: the seams, for the packages that put another clock, another order or an observer under the loop.
export { type Clock, realTimeClock } from "./clock.ts";
export type { Chooser } from "./chooser.ts";
export { type MicrotaskDrain, macrotaskHop, probeMicrotaskDrain } from "./microtask-drain.ts";
export type { Probe } from "./probe.ts";
export { hostNow, REAL, realOf } from "./real.ts";
export { drive, type Machine, type Next, type Suspension } from "./drive.ts";
export type { DebugChecks } from "./debug-checks.ts";
export type { PrimitiveOptions } from "./sync/loop-bound.ts";
