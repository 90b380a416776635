import type { Coroutine } from "./coroutine.ts";
import type { EventLoop } from "./loop.ts";
import { Task, type TaskOptions } from "./task.ts";

/**
 * What `createTask` calls to make a task; set with `loop.setTaskFactory`.
 *
 * @see https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.set_task_factory
 */
export interface TaskFactory {
  <T>(loop: EventLoop, coroutine: Coroutine<T>, options: TaskOptions): Task<T>;
  /**
   * Its tasks take their first step inside `createTask`. The library's coroutines must know: while such a factory is set
   * they go on outside of microtasks, where that is possible.
   */
  readonly eager?: boolean;
}

/** Makes a task, or an object of a class of your own that extends it. */
export type TaskConstructor = <T>(loop: EventLoop, coroutine: Coroutine<T>, options: TaskOptions) => Task<T>;

/**
 * A factory of tasks that take their first step at once, inside `createTask`.
 *
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.create_eager_task_factory
 * @example
 * class NamedTask<T> extends Task<T> {}
 * loop.setTaskFactory(createEagerTaskFactory((...given) => new NamedTask(...given)));
 */
export function createEagerTaskFactory(construct: TaskConstructor): TaskFactory {
  const factory: TaskConstructor = (loop, coroutine, options) =>
    construct(loop, coroutine, { ...options, eagerStart: options.eagerStart ?? true });
  return Object.assign(factory, { eager: true });
}

/**
 * Every task takes its first step at once, inside `createTask`: one that needs no wait never touches the loop.
 *
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.eager_task_factory
 * @example
 * loop.setTaskFactory(eagerTaskFactory);
 */
export const eagerTaskFactory: TaskFactory = createEagerTaskFactory(
  (loop, coroutine, options) => new Task(loop, coroutine, options),
);
