import { CoroutineTypeError, YieldTypeError } from "./errors.ts";
import { Future } from "./future.ts";
import { asCurrentTask, runningLoopOrNull } from "./running-loop.ts";

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
export type Coroutine<T> = (() => Running<T>) | Coro<T>;

/** What the function of a coroutine returns when it is called. */
export type Running<T> = PromiseLike<T> | Generator<Yieldable, T, unknown> | Awaitable<T>;

/** What can be waited for in both kinds of coroutines: `await x` in an async function, `yield* x` in a generator. */
export interface Awaitable<T> {
  then(resolve: Resolve<T>, reject: Reject): void;
  [Symbol.iterator](): Iterator<Yieldable, T, unknown>;
}

/** What a generator hands to whoever drives it: "go on when this is done". It gets no value back, or an error thrown. */
export interface Yieldable {
  /** It calls back from a step of the loop, which knows whose code goes on; a promise that is not the loop's does not. */
  readonly callsBackInStep?: true;
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
    runningLoopOrNull()?.debugChecks?.coroutineMade(this);
  }

  then(resolve: Resolve<T>, reject: Reject): void {
    const loop = runningLoopOrNull();
    // Where tasks may start eagerly, no step of ours may be a microtask: see afterMicrotasks().
    if (loop?.eagerTasks === true) loop.callAfterMicrotasks(() => runGenerator(this.#begin(), resolve, reject));
    else runGenerator(this.#begin(), resolve, reject);
  }

  get callsBackInStep(): true {
    return true;
  }

  [Symbol.iterator](): Iterator<Yieldable, T, unknown> {
    return this.#begin();
  }

  /** It is awaited: in debug mode, one that never is gets reported. */
  protected begins(): void {
    runningLoopOrNull()?.debugChecks?.coroutineBegun(this);
  }

  #begin(): Generator<Yieldable, T, unknown> {
    this.begins();
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
  let started: Running<T>;
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
  const started = asCurrentTask(coroutine);
  if (started instanceof Future || started instanceof Coro) return (yield* started) as T;
  if (!isThenable(started)) {
    if (!isGenerator(started)) throw new CoroutineTypeError(coroutine);
    return yield* started;
  }
  let result = undefined as T; // until whoever drives the generator lets it go on
  yield {
    then: (resolve, reject) =>
      started.then((value) => {
        result = value;
        resolve();
      }, reject),
  };
  return result;
}

/**
 * Whether `given` can be started as a task: a function, or what `sleep()` and its like return.
 *
 * Of a function one cannot tell before it is called whether it returns something that can be awaited.
 */
export function isCoroutine(given: unknown): given is Coroutine<unknown> {
  return typeof given === "function" || given instanceof Coro;
}

/**
 * Whether all of its code runs in steps of the loop, which knows whose they are: that of a generator does. An async
 * function may go on elsewhere, after a promise that is not the loop's.
 */
export function runsInSteps(coroutine: Coroutine<unknown>): boolean {
  return typeof coroutine !== "function" || (coroutine as Tagged)[Symbol.toStringTag] === "GeneratorFunction";
}

interface Tagged {
  readonly [Symbol.toStringTag]?: string;
}

/** @throws {CoroutineTypeError} if `given` cannot be a coroutine */
export function checkCoroutine(given: unknown): void {
  if (!isCoroutine(given)) throw new CoroutineTypeError(given);
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
    else waitForYielded(next.value, goOn, fail);
  };
  const goOn = (): void => advance(false);
  const fail = (error: unknown): void => advance(true, error);
  advance(false);
}

function waitForYielded(yielded: Yieldable, goOn: () => void, fail: Reject): void {
  if (!isThenable(yielded)) fail(new YieldTypeError(yielded));
  else if ((yielded as Yieldable).callsBackInStep === true) yielded.then(goOn, fail);
  else asCurrentTask(() => void yielded.then(goOn, fail));
}

function isThenable<T>(value: unknown): value is PromiseLike<T> | Awaitable<T> {
  return value !== null && typeof value === "object" && "then" in value && typeof value.then === "function";
}

function isGenerator<T>(value: unknown): value is Generator<Yieldable, T, unknown> {
  return value !== null && typeof value === "object" && "next" in value && typeof value.next === "function";
}
