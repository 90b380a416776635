import { coro, type Coro, inCoroutine, type Running, type Yieldable } from "./coroutine.ts";
import { CancelledError, NoCurrentTaskError } from "./errors.ts";
import { Future, type FutureState } from "./future.ts";
import type { EventLoop } from "./loop.ts";
import { currentTask } from "./tasks.ts";

/** A wait that somebody else may end. */
export interface Abortable {
  /** When it is aborted, the wait throws a {@link CancelledError} with its reason; at once if it is aborted already. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs `body` until `signal` is aborted: then it is cancelled, like a task, with the signal's reason.
 *
 * For everything that has no `{ signal }` of its own. The task itself is not cancelled: whoever catches the
 * {@link CancelledError} around it goes on.
 *
 * @throws {NoCurrentTaskError} when awaited outside of a task
 * @example
 * await abortable(request.signal, async () => {
 *   await taskGroup(answer);
 * });
 */
export function abortable<T>(signal: AbortSignal, body: () => Running<T>): Coro<T> {
  return coro(() => underSignal(signal, () => inCoroutine(body)));
}

/** {@link abortable}, inside a library coroutine. */
export function* underSignal<T>(
  signal: AbortSignal,
  body: () => Generator<Yieldable, T, unknown>,
): Generator<Yieldable, T, unknown> {
  checkSignal(signal);
  const task = currentTask();
  if (task === null) throw new NoCurrentTaskError("A wait with a signal");
  let aborted = false;
  const abort = (): void => {
    aborted = true;
    task.cancel(reasonOf(signal));
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    return yield* body();
  } finally {
    signal.removeEventListener("abort", abort);
    if (aborted) task.uncancel();
  }
}

/** @throws {CancelledError} if `signal` is aborted */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError(reasonOf(signal));
}

/** A future that `signal` cancels; it lets go of the signal once it is done. */
export class AbortableFuture<T> extends Future<T> {
  readonly #signal: AbortSignal;
  readonly #abort: () => void;

  constructor(loop: EventLoop, signal: AbortSignal) {
    super(loop);
    this.#signal = signal;
    this.#abort = () => void this.cancel(reasonOf(signal));
    signal.addEventListener("abort", this.#abort, { once: true });
  }

  protected override settle(state: FutureState, value: unknown): void {
    this.#signal.removeEventListener("abort", this.#abort);
    super.settle(state, value);
  }
}

function reasonOf(signal: AbortSignal): string {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason.message : String(reason);
}
