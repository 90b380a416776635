import { DeadlockError, ForeignPromiseError, PendingTaskError } from "./errors.ts";
import type { ExceptionContext } from "./exception-reports.ts";
import type { Task } from "./task.ts";

/** The tasks of a loop that are not done, in order of creation, and the names that it gives them. */
export class TaskSet {
  /** Made for the first task. */
  #tasks: Set<Task<unknown>> | null = null;
  #names = 0;

  nextName(): string {
    return `Task-${++this.#names}`;
  }

  add(task: Task<unknown>): void {
    (this.#tasks ??= new Set()).add(task);
  }

  delete(task: Task<unknown>): void {
    this.#tasks?.delete(task);
  }

  all(): Task<unknown>[] {
    return this.#tasks === null ? [] : [...this.#tasks];
  }

  /** One report for each task that will never go on, because the loop is closed. */
  *leftPending(): Generator<ExceptionContext, void> {
    for (const task of this.all()) {
      const origin = task.createdAt === undefined ? "" : `; it was made at ${task.createdAt}`;
      const message = `A task was still pending when its loop was closed${origin}`;
      yield { message, error: new PendingTaskError(task.name, task.waitsFor), future: task };
    }
  }

  /** Nothing can ever wake them. */
  deadlock(): DeadlockError {
    const tasks = this.all();
    const foreign = tasks.filter((task) => task.awaitsForeignPromise);
    return foreign.length === 0 ? new DeadlockError(tasks) : new ForeignPromiseError(foreign, tasks);
  }
}
