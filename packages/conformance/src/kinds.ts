import { afterMicrotasks, type Awaitable, type Coroutine, type Yieldable } from "@heddle/loop-core";

/** A body of the interpreter as it runs: it yields what it waits for. */
export type Steps<T> = Generator<Yieldable, T, unknown>;

/**
 * What a coroutine is made of. The bodies of the programs are written once, as generators; a kind says what becomes of
 * each `yield*` in them.
 */
export interface Kind {
  readonly name: "generator" | "async function";

  /** Waits for something of the library. */
  wait<T>(awaitable: Awaitable<T>): Waiting<T>;

  /** Calls another body in a frame of its own: `yield* other()` or `await other()`. */
  call<T>(steps: Steps<T>): Waiting<T>;

  /** Calls something that may start eager tasks; the result is boxed, because `await` would flatten a future. */
  create<T>(create: () => T): Waiting<{ value: T }>;

  /** A body as a coroutine of the library. */
  coroutine<T>(body: () => Steps<T>): Coroutine<T> & (() => unknown);
}

/** For `yield*`. */
interface Waiting<T> {
  [Symbol.iterator](): Iterator<Yieldable, T, unknown>;
}

/** Generator tasks: no promise, no microtask. */
export const generatorKind: Kind = {
  name: "generator",
  wait: (awaitable) => awaitable,
  call: (steps) => steps,
  create: (create) => boxed(create()),
  coroutine: (body) => body,
};

// oxlint-disable-next-line require-yield -- for `yield*`, though there is nothing to wait for
function* boxed<T>(value: T): Steps<{ value: T }> {
  return { value };
}

/** Tasks of async functions: every frame is one, and every wait its `await`. */
export const asyncFunctionKind: Kind = {
  name: "async function",
  *wait<T>(awaitable: Awaitable<T>) {
    return (yield awaitable) as T;
  },
  *call<T>(steps: Steps<T>) {
    return (yield asAsyncFunction(steps)) as T;
  },
  *create<T>(create: () => T) {
    return (yield afterMicrotasks(create)) as { value: T };
  },
  coroutine: (body) => () => asAsyncFunction(body()),
};

async function asAsyncFunction<T>(steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (next.done !== true) {
    let value: unknown;
    try {
      value = await next.value;
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(value);
  }
  return next.value;
}
