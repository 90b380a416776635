import type { Coroutine } from "../coroutine.ts";
import { Future } from "../future.ts";
import { ensureFuture } from "../tasks.ts";

/**
 * Protects what is awaited from a cancel of whoever awaits it: `await shield(task)` can be cancelled, and `task` goes on.
 *
 * If it then fails, nobody is there to hear it: the error goes to the loop's exception handler.
 *
 * @throws {NoRunningLoopError} for a coroutine, outside callbacks and tasks of a loop
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.shield
 * @example
 * const saving = createTask(() => save(document));
 * await shield(saving);
 */
export function shield<T>(work: Future<T> | Coroutine<T>): Future<T> {
  const inner = ensureFuture(work);
  if (inner.done()) return inner;
  const outer = new Future<T>(inner.loop);
  outer.label = "a shielded future";
  outer.components = [inner];

  const copyToOuter = (): void => {
    if (outer.cancelled()) return;
    if (inner.cancelled()) {
      outer.cancel();
      return;
    }
    const error = inner.exception();
    if (inner.state === "exception") outer.setException(error);
    else outer.setResult(inner.result());
  };
  inner.addDoneCallback(copyToOuter);
  outer.addDoneCallback(() => {
    if (inner.done()) return;
    inner.removeDoneCallback(copyToOuter);
    inner.removeDoneCallback(reportException); // several shields of one future report once
    inner.addDoneCallback(reportException);
  });
  return outer;
}

function reportException(inner: Future<unknown>): void {
  if (inner.cancelled()) return;
  const error = inner.exception();
  if (inner.state !== "exception") return;
  inner.loop.callExceptionHandler({ message: "Exception in a shielded future", error, future: inner });
}
