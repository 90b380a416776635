import { coro, type Coro, type Coroutine, inCoroutine, type Running, type Yieldable } from "./coroutine.ts";
import { ExceptionGroup, FatalError, isCancelled, NoCurrentTaskError, TaskGroupClosedError } from "./errors.ts";
import { Future } from "./future.ts";
import { getRunningLoop } from "./running-loop.ts";
import type { Task, TaskOptions } from "./task.ts";
import { count, showAsText, textForm } from "./text-form.ts";

/**
 * Runs `body`, which starts tasks in the group, and waits for all of them, also those that they start.
 *
 * When one fails, the body and the others are cancelled, and once all have ended the whole throws one
 * {@link ExceptionGroup} of what went wrong. No task outlives its group.
 *
 * @returns what `body` returns
 * @throws {ExceptionGroup} when awaited
 * @throws {NoCurrentTaskError} when awaited outside of a task
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.TaskGroup
 * @example
 * await taskGroup(async (group) => {
 *   group.createTask(() => readSocket());
 *   group.createTask(() => writeLog());
 * });
 */
export function taskGroup<T>(body: (group: TaskGroup) => Running<T>): Coro<T> {
  return coro(() => new TaskGroup().around(body));
}

/** The tasks that a {@link taskGroup} waits for. */
export class TaskGroup {
  readonly #tasks = new Set<Task<unknown>>();
  readonly #errors: unknown[] = [];
  /** Whose body this is; `null` before and after. */
  #parent: Task<unknown> | null = null;
  #exiting = false;
  #aborting = false;
  /** We have cancelled the parent, to leave the body early: that must be taken back. */
  #parentCancelled = false;
  #fatal: { error: FatalError } | null = null;
  #allDone: Future<void> | null = null;

  static {
    showAsText(this);
  }

  /** For logs: how many tasks it waits for, and what has gone wrong so far. */
  toString(): string {
    return textForm(this, undefined, () => [
      this.#aborting ? "cancelling" : this.#parent === null ? "not entered" : "entered",
      count(this.#tasks.size, "task", "tasks"),
      count(this.#errors.length, "error", "errors"),
    ]);
  }

  /**
   * Starts a task that the group waits for.
   *
   * @throws {TaskGroupClosedError} if the group is over, or one of its tasks has failed
   * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.TaskGroup.create_task
   */
  createTask<T>(coroutine: Coroutine<T>, options?: TaskOptions): Task<T> {
    if (this.#parent === null || (this.#exiting && this.#tasks.size === 0)) throw new TaskGroupClosedError("is over");
    if (this.#aborting) throw new TaskGroupClosedError("is being cancelled");
    const { loop } = this.#parent;
    loop.probe?.touched?.(this, "tasks", "write");
    const task = loop.createTask(coroutine, options);
    this.#tasks.add(task);
    task.addDoneCallback(() => this.#onDone(task));
    return task;
  }

  /** Runs `body` in this group. Called by {@link taskGroup}, once. */
  *around<T>(body: (group: TaskGroup) => Running<T>): Generator<Yieldable, T, unknown> {
    const parent = getRunningLoop().taskOfCode();
    if (parent === null) throw new NoCurrentTaskError("taskGroup()");
    this.#parent = parent;
    parent.loop.probe?.created?.(this);
    try {
      let result: T;
      try {
        result = yield* inCoroutine(() => body(this));
      } catch (error) {
        yield* this.#exit(parent, { error });
        throw error;
      }
      yield* this.#exit(parent, null);
      return result;
    } finally {
      this.#parent = null;
    }
  }

  /** Throws what is to be thrown instead of `failure`, which has left the body. */
  *#exit(parent: Task<unknown>, failure: { error: unknown } | null): Generator<Yieldable, void, unknown> {
    this.#exiting = true;
    if (failure !== null && failure.error instanceof FatalError) this.#fatal ??= { error: failure.error };
    let cancellation = failure !== null && isCancelled(failure.error) ? failure.error : null;
    if (failure !== null && !this.#aborting) this.#abort();

    while (this.#tasks.size > 0) {
      this.#allDone ??= new Future<void>(parent.loop);
      this.#allDone.label = "the tasks of its group";
      this.#allDone.components = this.#tasks;
      try {
        yield* this.#allDone;
      } catch (error) {
        if (!isCancelled(error)) throw error;
        // The parent is cancelled from outside while the tasks run; further cancels are absorbed while they end.
        if (!this.#aborting) {
          cancellation = error;
          this.#abort();
        }
      }
      this.#allDone = null;
    }

    if (this.#fatal !== null) throw this.#fatal.error;
    if (this.#parentCancelled && parent.uncancel() === 0) cancellation = null;
    if (cancellation !== null && this.#errors.length === 0) throw cancellation;
    if (failure !== null && !isCancelled(failure.error)) this.#errors.push(failure.error);
    if (this.#errors.length === 0) return;
    if (parent.cancelling() > 0) {
      // The errors are thrown now, the cancellation from outside again at the next wait.
      parent.uncancel();
      parent.cancel();
    }
    throw new ExceptionGroup(this.#errors);
  }

  #abort(): void {
    this.#aborting = true;
    for (const task of this.#tasks) if (!task.done()) task.cancel();
  }

  #onDone(task: Task<unknown>): void {
    this.#tasks.delete(task);
    const { probe } = task.loop;
    probe?.touched?.(this, "tasks", "write"); // whoever comes last goes on
    if (this.#tasks.size === 0 && this.#allDone?.done() === false) this.#allDone.setResult();
    if (task.cancelled()) return;
    const error = task.exception();
    if (task.state !== "exception") return;
    this.#errors.push(error);
    if (error instanceof FatalError) this.#fatal ??= { error };
    const parent = this.#parent;
    if (parent === null || parent.done()) {
      const message = `Task "${task.name}" failed after its group was over`;
      task.loop.callExceptionHandler({ message, error, future: task });
      return;
    }
    if (this.#aborting || this.#parentCancelled) return;
    this.#abort();
    this.#parentCancelled = true;
    parent.cancel();
  }
}
