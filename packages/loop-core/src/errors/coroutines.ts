/** Something that is no coroutine was given where one is expected. */
export class CoroutineTypeError extends TypeError {
  override readonly name = "CoroutineTypeError";

  constructor(given: unknown) {
    super(
      `A coroutine was expected, and ${describe(given)} was given. Give a function that returns a promise, a ` +
        "generator function, or what sleep() and its like return.",
    );
  }
}

/** An eager task of an async function was started where its first step cannot be brought to an end. */
export class EagerStartError extends Error {
  override readonly name = "EagerStartError";
  readonly task: string;

  constructor(task: string) {
    super(
      `Task "${task}" cannot start eagerly here: its first step ends with its microtasks, and those can only be run ` +
        "by a host with a synchronous drain, outside of an async function. " +
        "Write await afterMicrotasks(() => createTask(...)), or let it start as usual.",
    );
    this.task = task;
  }
}

/** A generator has yielded something that cannot be waited for. */
export class YieldTypeError extends TypeError {
  override readonly name = "YieldTypeError";

  constructor(yielded: unknown) {
    super(
      `A coroutine has yielded ${yielded === null ? "null" : `a value of type ${typeof yielded}`}, which cannot be ` +
        "waited for. Write yield* before futures, tasks and what sleep() and its like return.",
    );
  }
}

/** A coroutine was made and neither awaited nor started. Reported in debug mode, when the loop is closed. */
export class NeverAwaitedError extends Error {
  override readonly name = "NeverAwaitedError";

  constructor(made: string) {
    super(`A coroutine was never awaited: nothing of it has run. Write await or yield* before the call. Made ${made}`);
  }
}

/** In debug mode: something was scheduled that is no plain function. */
export class CallbackTypeError extends TypeError {
  override readonly name = "CallbackTypeError";
  readonly method: string;

  constructor(method: string, given: string) {
    super(`${method}() takes a plain function, and was given ${given}. Start a coroutine with createTask().`);
    this.method = method;
  }
}

function describe(given: unknown): string {
  if (typeof given === "function") return `a function${given.name ? ` ("${given.name}")` : ""} that did not return one`;
  if (given !== null && typeof given === "object" && "then" in given) {
    return "a promise (an async function starts when it is called: write () => work() instead of work())";
  }
  if (given !== null && typeof given === "object" && "next" in given) {
    return "a started generator (write () => work() instead of work())";
  }
  return given === null ? "null" : `a value of type ${typeof given}`;
}
