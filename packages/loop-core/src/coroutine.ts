import { CoroutineTypeError } from "./errors.ts";
import { runningLoopOrNull } from "./running-loop.ts";

/**
 * Work that a task can do: it has not begun yet, and may wait on the way.
 *
 * - a function that returns a promise, as every async function does: `() => fetchUser(7)`;
 * - a generator function that waits with `yield*`: `function* () { yield* sleep(10); }`;
 * - what the loop's own functions return, such as `sleep(10)`.
 *
 * A function and not a promise, because a JavaScript async function starts when it is called, and a coroutine when its
 * task takes its first step.
 */
export type Coroutine<T> = (() => PromiseLike<T> | Generator<Yieldable, T, unknown>) | Coro<T>;

/** What can be waited for in both kinds of coroutines: `await x` in an async function, `yield* x` in a generator. */
export interface Awaitable<T> {
  // oxlint-disable-next-line typescript/method-signature-style
  then(resolve: Resolve<T>, reject: Reject): void;
  [Symbol.iterator](): Iterator<Yieldable, T, unknown>;
}

/** What a generator hands to whoever drives it: "go on when this is done". It gets no value back, or an error thrown. */
export interface Yieldable {
  then(resolve: () => void, reject: Reject): unknown;
}

export type Resolve<T> = (value: T) => void;
export type Reject = (error: unknown) => void;

/**
 * A coroutine of the library: lazy, and good for both kinds of callers, though it is written once, as a generator.
 *
 * Nothing happens before it is awaited or given to `createTask`. It adds no turn of the loop and no task of its own.
 * @example
 * const pause = coro(function* () {
 *   yield* sleep(10);
 *   return "rested";
 * });
 * await pause; // in an async function
 */
export class Coro<T> implements Awaitable<T> {
  readonly #body: () => Generator<Yieldable, T, unknown>;

  constructor(body: () => Generator<Yieldable, T, unknown>) {
    this.#body = body;
  }

  then(resolve: Resolve<T>, reject: Reject): void {
    const loop = runningLoopOrNull();
    // Where tasks may start eagerly, no step of ours may be a microtask: see afterMicrotasks().
    if (loop?.eagerTasks === true) loop.callAfterMicrotasks(() => runGenerator(this.#body(), resolve, reject));
    else runGenerator(this.#body(), resolve, reject);
  }

  [Symbol.iterator](): Iterator<Yieldable, T, unknown> {
    return this.#body();
  }
}

/** Makes a coroutine for both kinds of callers of a generator function. */
export function coro<T>(body: () => Generator<Yieldable, T, unknown>): Coro<T> {
  return new Coro(body);
}

/** Starts a coroutine; called in the first step of its task. What it throws before its first wait goes to `reject`. */
export function startCoroutine<T>(coroutine: Coroutine<T>, resolve: Resolve<T>, reject: Reject): void {
  if (typeof coroutine !== "function") {
    coroutine.then(resolve, reject);
    return;
  }
  let started: PromiseLike<T> | Generator<Yieldable, T, unknown>;
  try {
    started = coroutine();
  } catch (error) {
    reject(error);
    return;
  }
  if (isThenable(started)) started.then(resolve, reject);
  else if (isGenerator(started)) runGenerator(started, resolve, reject);
  else reject(new CoroutineTypeError(coroutine));
}

/**
 * The body of a coroutine for use inside a library generator: `yield*` over whatever kind the user gave.
 *
 * The innermost wait is the task's, whoever stands between.
 */
export function* inCoroutine<T>(coroutine: Coroutine<T>): Generator<Yieldable, T, unknown> {
  if (typeof coroutine !== "function") return yield* coroutine;
  const started = coroutine();
  if (!isThenable(started)) {
    if (!isGenerator(started)) throw new CoroutineTypeError(coroutine);
    return yield* started;
  }
  let result: { value: T } | undefined;
  yield {
    then: (resolve, reject) =>
      started.then((value) => {
        result = { value };
        resolve();
      }, reject),
  };
  return (result as { value: T } | undefined as { value: T }).value;
}

/** @throws {CoroutineTypeError} if `given` cannot be a coroutine */
export function checkCoroutine(given: unknown): void {
  if (typeof given !== "function" && !(given instanceof Coro)) throw new CoroutineTypeError(given);
}

function runGenerator<T>(generator: Generator<Yieldable, T, unknown>, resolve: Resolve<T>, reject: Reject): void {
  const advance = (failed: boolean, error?: unknown): void => {
    let next: IteratorResult<Yieldable, T>;
    try {
      next = failed ? generator.throw(error) : generator.next();
    } catch (thrown) {
      reject(thrown);
      return;
    }
    if (next.done === true) resolve(next.value);
    else next.value.then(goOn, fail);
  };
  const goOn = (): void => advance(false);
  const fail = (error: unknown): void => advance(true, error);
  advance(false);
}

function isThenable<T>(value: unknown): value is PromiseLike<T> {
  return value !== null && typeof value === "object" && "then" in value && typeof value.then === "function";
}

function isGenerator<T>(value: unknown): value is Generator<Yieldable, T, unknown> {
  return value !== null && typeof value === "object" && "next" in value && typeof value.next === "function";
}
