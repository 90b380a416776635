export { run } from "./runner.ts";
export { EventLoop, type EventLoopOptions, type ExceptionContext } from "./loop.ts";
export { getRunningLoop } from "./running-loop.ts";
export { Handle, TimerHandle } from "./handle.ts";

export { type Awaitable, coro, Coro, type Coroutine, type Yieldable } from "./coroutine.ts";
export { type DoneCallback, Future, type FutureState } from "./future.ts";
export { Task, type TaskOptions } from "./task.ts";
export { afterMicrotasks, allTasks, createTask, currentTask, ensureFuture } from "./tasks.ts";
export { ContextVar } from "./context.ts";
export { sleep } from "./sleep.ts";

export { gather, type GatherOptions, type ResultOf } from "./combinators/gather.ts";

export {
  AwaitOutsideTaskError,
  CancelledError,
  CoroutineTypeError,
  DeadlockError,
  EagerStartError,
  FatalError,
  ForeignPromiseError,
  InvalidStateError,
  isCancelled,
  LoopClosedError,
  LoopStoppedError,
  NestedRunError,
  NoRunningLoopError,
  SelfAwaitError,
  TaskResultError,
  TimeoutError,
  type WaitingTask,
  WrongLoopError,
} from "./errors.ts";

// Unstable: the seams, for the packages that put another clock, another order or an observer under the loop.
export { type Clock, realTimeClock } from "./clock.ts";
export type { Chooser } from "./chooser.ts";
export { type MicrotaskDrain, macrotaskHop, probeMicrotaskDrain } from "./microtask-drain.ts";
export type { Probe } from "./probe.ts";
export { drive, type Machine, type Next, type Suspension } from "./drive.ts";
