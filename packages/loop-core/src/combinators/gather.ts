import type { Awaitable, Coroutine } from "../coroutine.ts";
import { CancelledError } from "../errors.ts";
import { Future } from "../future.ts";
import type { EventLoop } from "../loop.ts";
import { getRunningLoop } from "../running-loop.ts";
import { ensureFuture } from "../tasks.ts";

/** What one argument of {@link gather} gives. */
export type ResultOf<W> =
  W extends Awaitable<infer T>
    ? T
    : W extends () => infer R
      ? R extends Generator<unknown, infer T, unknown>
        ? T
        : Awaited<R>
      : never;

export interface GatherOptions {
  /** Exceptions and cancellations stand in the list of results instead of ending the wait. */
  returnExceptions?: boolean | undefined;
}

/**
 * Runs all at the same time: a future of the list of results, in the order of the arguments.
 *
 * The first exception goes to whoever awaits; the others *go on*. If that is not what you want, use a task group. A
 * cancel of the future reaches every one that is not done.
 *
 * @throws {NoRunningLoopError} for coroutines, outside callbacks and tasks of a loop
 * @throws {WrongLoopError} for futures of different loops
 * @see https://docs.python.org/3/library/asyncio-task.html#asyncio.gather
 * @example
 * const [user, posts] = await gather([() => fetchUser(7), () => fetchPosts(7)]);
 */
export function gather<const W extends readonly (Future<unknown> | Coroutine<unknown>)[]>(
  work: W,
  options: GatherOptions & { returnExceptions: true },
): Future<{ -readonly [K in keyof W]: unknown }>;
export function gather<const W extends readonly (Future<unknown> | Coroutine<unknown>)[]>(
  work: W,
  options?: GatherOptions,
): Future<{ -readonly [K in keyof W]: ResultOf<W[K]> }>;
export function gather(
  work: readonly (Future<unknown> | Coroutine<unknown>)[],
  options: GatherOptions = {},
): Future<unknown> {
  if (typeof work === "function") throw new TypeError("gather() takes an array: gather([first, second], options).");
  if (work.length === 0) {
    const empty = new Future<unknown[]>(getRunningLoop());
    empty.setResult([]);
    return empty;
  }
  const futures = new Map<unknown, Future<unknown>>(); // an argument that is given twice runs once
  const children: Future<unknown>[] = [];
  const doneBefore: Future<unknown>[] = [];
  let outer: Gathering | null = null;
  let pending = 0;

  const onDone = (child: Future<unknown>): void => {
    pending--;
    if (outer !== null) outer.loop.probe?.touched?.(outer, "children", "write"); // whoever comes last goes on
    if (outer === null || outer.done()) {
      if (!child.cancelled()) child.exception(); // nobody else will look at it
      return;
    }
    if (options.returnExceptions !== true) {
      const failure = failureOf(child);
      if (failure !== undefined) return outer.setException(failure.error);
    }
    if (pending > 0) return;
    const results = children.map(outcomeOf);
    // Cancelled from outside, whatever the children made of it: the error is that of the last argument.
    if (outer.cancelRequested) outer.setException((children.at(-1) ?? child).makeCancelledError());
    else outer.setResult(results);
  };

  for (const item of work) {
    let child = futures.get(item);
    if (child === undefined) {
      child = ensureFuture(item, children[0]?.loop);
      futures.set(item, child);
      pending++;
      if (child.done()) doneBefore.push(child);
      else child.addDoneCallback(onDone);
    }
    children.push(child);
  }
  outer = new Gathering((children[0] as Future<unknown>).loop, children);
  outer.label = "gather";
  for (const child of doneBefore) onDone(child);
  return outer;
}

/** Its cancel goes to the children, and it is done when they have reported. */
class Gathering extends Future<unknown[]> {
  cancelRequested = false;
  readonly #children: readonly Future<unknown>[];

  constructor(loop: EventLoop, children: readonly Future<unknown>[]) {
    super(loop);
    this.#children = children;
    this.components = children;
  }

  override cancel(reason?: string): boolean {
    if (this.done()) return false;
    let accepted = false;
    for (const child of this.#children) accepted = child.cancel(reason) || accepted;
    if (accepted) this.cancelRequested = true;
    return accepted;
  }
}

function failureOf(child: Future<unknown>): { error: unknown } | undefined {
  if (child.cancelled()) return { error: child.makeCancelledError() };
  const error = child.exception();
  return child.state === "exception" ? { error } : undefined;
}

function outcomeOf(child: Future<unknown>): unknown {
  if (child.cancelled()) return new CancelledError(child.cancelReason ?? "");
  return child.state === "exception" ? child.exception() : child.result();
}
