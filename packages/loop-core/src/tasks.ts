import { Coro, type Coroutine } from "./coroutine.ts";
import { WrongLoopError } from "./errors.ts";
import { Future } from "./future.ts";
import type { EventLoop } from "./loop.ts";
import { getRunningLoop, runningLoopOrNull } from "./running-loop.ts";
import type { Task, TaskOptions } from "./task.ts";

/**
 * Starts a coroutine as a task of the running loop; its first step runs in the next turn.
 *
 * @throws {NoRunningLoopError} outside callbacks and tasks of a loop
 * @throws {CoroutineTypeError} if it is none, for example a promise: `work()` instead of `() => work()`
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.create_task
 * @example
 * const task = createTask(() => fetchUser(7), { name: "user 7" });
 * await task;
 */
export function createTask<T>(coroutine: Coroutine<T>, options?: TaskOptions): Task<T> {
  return getRunningLoop().createTask(coroutine, options);
}

/**
 * The task whose code this is; `null` in a plain callback, and outside of any loop.
 *
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.current_task
 */
export function currentTask(): Task<unknown> | null {
  return runningLoopOrNull()?.taskOfCode() ?? null;
}

/**
 * The tasks of the running loop that are not done, in order of creation.
 *
 * @throws {NoRunningLoopError} outside callbacks and tasks of a loop
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.all_tasks
 */
export function allTasks(): Task<unknown>[] {
  return getRunningLoop().allTasks();
}

/**
 * Whether `value` is a future or task of a loop.
 *
 * @see https://docs.python.org/3/library/asyncio-future.html#asyncio.isfuture
 */
export function isFuture(value: unknown): value is Future<unknown> {
  return value instanceof Future;
}

/**
 * A future as it is; a coroutine as a new task, of the running loop if no other is given.
 *
 * @throws {NoRunningLoopError} for a coroutine, outside callbacks and tasks of a loop
 * @throws {WrongLoopError} for a future that does not belong to `loop`
 * @see https://docs.python.org/3/library/asyncio-future.html#asyncio.ensure_future
 */
export function ensureFuture<T>(work: Future<T> | Coroutine<T>, loop?: EventLoop): Future<T> {
  if (work instanceof Future) {
    if (loop !== undefined && work.loop !== loop)
      throw new WrongLoopError(work.describe(), "the one that is to use it");
    return work;
  }
  return (loop ?? getRunningLoop()).createTask(work);
}

/**
 * Calls `create` within this step, when the microtasks of the step have run; gives what it returned in a box.
 *
 * For eager tasks of async functions: inside an async function no host can run a task's microtasks before `createTask`
 * returns. The box is needed because `await` would flatten a future.
 *
 * @example
 * const { value: task } = await afterMicrotasks(() => createTask(work, { eagerStart: true }));
 */
export function afterMicrotasks<T>(create: () => T): Coro<{ value: T }> {
  return new Coro(function* () {
    const loop = getRunningLoop();
    let box: { value: T } | undefined;
    yield {
      then: (resolve, reject) =>
        loop.callAfterMicrotasks(() => {
          try {
            box = { value: create() };
          } catch (error) {
            reject(error);
            return;
          }
          resolve();
        }),
    };
    return box as { value: T };
  });
}
