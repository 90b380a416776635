import { type Abortable, AbortableFuture, checkSignal } from "../abort-signal.ts";
import { coro, type Coro } from "../coroutine.ts";
import { FutureTypeError } from "../errors.ts";
import { Future } from "../future.ts";
import { getRunningLoop } from "../running-loop.ts";

export interface WaitOptions extends Abortable {
  /** Milliseconds of the loop's clock; what is not done then is pending. */
  timeoutMs?: number | undefined;
  /** When to stop waiting; by default when all are done. A cancellation is no exception here. */
  returnWhen?: "ALL_COMPLETED" | "FIRST_COMPLETED" | "FIRST_EXCEPTION" | undefined;
}

/**
 * Waits for futures and tasks without looking at their results: it throws nothing of theirs, and cancels none.
 *
 * @returns which are done and which are not, in the order of the arguments
 * @throws {FutureTypeError} when awaited, if one is a coroutine: start it with `createTask` first
 * @throws {RangeError} when awaited, if there is none, or `returnWhen` is none of its values
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.wait
 * @example
 * const { done } = await wait([first, second], { returnWhen: "FIRST_COMPLETED" });
 */
export function wait<F extends Future<unknown>>(
  futures: Iterable<F>,
  options: WaitOptions = {},
): Coro<{ done: Set<F>; pending: Set<F> }> {
  return coro(function* () {
    const { timeoutMs, returnWhen = "ALL_COMPLETED", signal } = options;
    const waitedFor = new Set(futures);
    if (waitedFor.size === 0) throw new RangeError("wait() needs at least one future, and got none.");
    if (!MODES.has(returnWhen)) throw new RangeError(`wait() knows no returnWhen "${returnWhen}".`);
    for (const future of waitedFor) if (!(future instanceof Future)) throw new FutureTypeError("wait()");

    checkSignal(signal);

    const loop = getRunningLoop();
    const waiter = signal === undefined ? new Future<void>(loop) : new AbortableFuture<void>(loop, signal);
    waiter.label = `${waitedFor.size} futures`;
    waiter.components = waitedFor;
    const release = (): void => {
      if (!waiter.done()) waiter.setResult();
    };
    const timer = timeoutMs === undefined ? undefined : loop.callLater(timeoutMs, release);
    let left = waitedFor.size;
    const onDone = (future: Future<unknown>): void => {
      left--;
      loop.probe?.touched?.(waiter, "children", "write"); // whoever comes last goes on
      if (left > 0 && returnWhen === "ALL_COMPLETED") return;
      if (left > 0 && returnWhen === "FIRST_EXCEPTION" && !hasFailed(future)) return;
      timer?.cancel();
      release();
    };
    for (const future of waitedFor) future.addDoneCallback(onDone);
    try {
      yield* waiter;
    } finally {
      timer?.cancel();
      for (const future of waitedFor) future.removeDoneCallback(onDone);
    }
    const done = new Set<F>();
    const pending = new Set<F>();
    for (const future of waitedFor) (future.done() ? done : pending).add(future);
    return { done, pending };
  });
}

const MODES: ReadonlySet<string> = new Set(["ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION"]);

function hasFailed(future: Future<unknown>): boolean {
  if (future.cancelled()) return false;
  future.exception(); // whoever looks at an exception has retrieved it
  return future.state === "exception";
}
