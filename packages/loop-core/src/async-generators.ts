import { gather } from "./combinators/gather.ts";
import { coro, type Coro, type Yieldable } from "./coroutine.ts";
import type { EventLoop } from "./loop.ts";

/** The async generators of a loop that are closed, with their `finally` blocks, before the loop is. */
export class AsyncGenerators {
  readonly #open = new Set<AsyncGenerator<unknown, unknown, never>>();
  readonly #loop: EventLoop;

  constructor(loop: EventLoop) {
    this.#loop = loop;
  }

  get size(): number {
    return this.#open.size;
  }

  add(generator: AsyncGenerator<unknown, unknown, never>): void {
    this.#open.add(generator);
  }

  closeAll(): Coro<void> {
    return coro(() => this.#closeAll());
  }

  *#closeAll(): Generator<Yieldable, void, unknown> {
    const open = [...this.#open];
    this.#open.clear();
    if (open.length === 0) return;
    const closings = open.map((generator) =>
      this.#loop.createTask(async () => await generator.return(undefined), { name: "close an async generator" }),
    );
    yield* gather(closings, { returnExceptions: true });
    for (const future of closings) {
      if (future.state !== "exception") continue;
      const message = "An error occurred while an async generator was closed";
      this.#loop.callExceptionHandler({ message, error: future.exception(), future });
    }
  }
}
