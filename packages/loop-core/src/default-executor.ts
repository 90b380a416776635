import { coro, type Coro, type Yieldable } from "./coroutine.ts";
import { waitFor } from "./combinators/wait-for.ts";
import { ArgumentTypeError, ExecutorShutDownError } from "./errors.ts";
import { type Executor, InlineExecutor } from "./executor.ts";
import { fromPromise } from "./from-promise.ts";

/** The executor that a loop uses where none is named. */
export class DefaultExecutor {
  #executor: Executor | null = null;
  #shutDown = false;

  /** Whether there is one to shut down. */
  get inUse(): boolean {
    return this.#executor !== null && !this.#shutDown;
  }

  /** @throws {ExecutorShutDownError} */
  get(): Executor {
    if (this.#shutDown) throw new ExecutorShutDownError();
    return (this.#executor ??= new InlineExecutor());
  }

  /** @throws {ArgumentTypeError} */
  set(executor: Executor): void {
    if (typeof (executor as Partial<Executor> | null | undefined)?.submit !== "function") {
      throw new ArgumentTypeError("setDefaultExecutor", "an executor, which has a submit() method", executor);
    }
    this.#executor = executor;
  }

  shutdown(timeoutMs: number | null): Coro<void> {
    return coro(() => this.#shutdownWithin(timeoutMs));
  }

  *#shutdownWithin(timeoutMs: number | null): Generator<Yieldable, void, unknown> {
    this.#shutDown = true;
    const ended = this.#executor?.shutdown();
    if (ended !== undefined) yield* waitFor(fromPromise(ended), timeoutMs);
  }
}
