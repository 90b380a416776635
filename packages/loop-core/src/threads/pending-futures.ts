import type { OnThreadException } from "./exception-report.ts";
import type { ThreadFuture } from "./thread-future.ts";

/** The futures of tasks in another thread, by the number that both threads know them by. */
export class PendingFutures {
  readonly #futures = new Map<number, ThreadFuture<never>>();
  readonly #onException: OnThreadException;
  #ids = 0;

  constructor(onException: OnThreadException) {
    this.#onException = onException;
  }

  get size(): number {
    return this.#futures.size;
  }

  nextId(): number {
    return ++this.#ids;
  }

  /** `settledHere` is called if somebody in this thread is the first to settle the future: it was cancelled. */
  add<T>(id: number, future: ThreadFuture<T>, settledHere: () => void): void {
    this.#futures.set(id, future as ThreadFuture<never>);
    future.addDoneCallback(() => {
      if (this.#futures.delete(id)) settledHere();
    });
  }

  /** The other thread has settled it. What the callbacks of one future throw must not keep the next from being settled. */
  settle(id: number, settle: (future: ThreadFuture<never>) => void): void {
    const future = this.#futures.get(id);
    if (future === undefined) return;
    this.#futures.delete(id);
    try {
      settle(future);
    } catch (error) {
      this.#onException({ message: "Exception in a done callback", error });
    }
  }

  /** The other thread will settle none of them any more. */
  endWith(errorOf: () => Error): void {
    for (const id of this.#futures.keys()) this.settle(id, (future) => future.endWith(errorOf()));
  }
}
