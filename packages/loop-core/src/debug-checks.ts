import { CallbackTypeError, type CancelledError, NeverAwaitedError, SlowCallbackError } from "./errors.ts";
import type { ExceptionContext } from "./exception-reports.ts";
import type { Future } from "./future.ts";
import { Handle, type Runnable } from "./handle.ts";
import { Origins, Stack } from "./origins.ts";
import type { Task } from "./task.ts";
import { functionNames, shortText } from "./text-form.ts";

/** Whether a loop that is not told starts in debug mode: `HEDDLE_DEBUG=1` in the environment. Looked at once. */
export const debugByDefault: boolean = environmentVariable("HEDDLE_DEBUG") === "1";

/**
 * What a loop in debug mode looks at besides; a loop without has none of this.
 *
 * @see https://docs.python.org/3/library/asyncio-dev.html#debug-mode
 */
export class DebugChecks {
  /** Coroutines of the library that were made and have not begun, with the place where. */
  readonly #notBegun = new Map<object, Stack>();
  readonly #loop: DebuggedLoop;
  readonly #origins: Origins;
  #stepBeganMs = 0;

  constructor(loop: DebuggedLoop) {
    this.#loop = loop;
    this.#origins = loop.origins ??= new Origins();
  }

  /** @throws {CallbackTypeError} if `callback` is no function, or one that waits */
  scheduled(method: string, handle: Handle, callback: unknown, argument: unknown): void {
    this.checkCallback(method, callback);
    const given = argument === undefined ? "" : shortText(argument);
    this.#origins.made(handle, `callback ${functionNames([callback])}(${given})`);
  }

  /**
   * A future was made; from now on it notes who begins to wait for it.
   *
   * Code that awaits it reads its `then` at the very `await`, one that yields it its iterator: what comes after happens
   * in the loop's own code, where an async function can't be seen any more.
   */
  futureMade(future: Future<unknown>): void {
    this.#origins.made(future);
    for (const method of ["then", Symbol.iterator] as const) {
      const value: unknown = future[method];
      const get = (): unknown => {
        this.#waitBegins(new Stack());
        return value;
      };
      Object.defineProperty(future, method, { configurable: true, get });
    }
  }

  /** `task` is about to be interrupted where it waits; where it waits afterwards, to clean up, does not count. */
  cancelRequested(task: Task<unknown>): void {
    if (task !== this.#loop.taskOfCode()) this.#origins.interrupted(task, task.getStack());
  }

  /** `error` has ended `task`: its stack, which begins in the loop, is told where the task stood. */
  cancelled(task: Task<unknown>, error: CancelledError): void {
    const lines = this.#origins.interruptionOf(task).map((line) => `\n    at ${line}`);
    if (lines.length === 0) return;
    Reflect.set(error, "stack", `${error.stack}\n  which interrupted task "${task.name}"${lines.join("")}`);
  }

  #waitBegins(stack: Stack): void {
    const task = this.#loop.taskOfCode();
    if (task !== null) this.#origins.waits(task, stack);
  }

  /** @throws {CallbackTypeError} if `callback` is no function, or one that waits */
  checkCallback(method: string, callback: unknown): void {
    if (typeof callback !== "function") {
      const coroutine = callback !== null && typeof callback === "object" && "then" in callback;
      throw new CallbackTypeError(method, coroutine ? "a coroutine" : `a value of type ${typeof callback}`);
    }
    const kind = callback.constructor.name;
    if (WAITING_KINDS.has(kind)) throw new CallbackTypeError(method, `a coroutine ("${callback.name}")`);
  }

  coroutineMade(coroutine: object): void {
    this.#notBegun.set(coroutine, new Stack());
  }

  coroutineBegun(coroutine: object): void {
    const made = this.#notBegun.get(coroutine);
    if (made === undefined) return;
    this.#notBegun.delete(coroutine);
    this.#waitBegins(made);
  }

  stepBegan(nowMs: number): void {
    this.#stepBeganMs = nowMs;
  }

  /** What is to be reported of a step that has ended. */
  stepEnded(nowMs: number, limitMs: number, handle: Runnable, taskName: string | undefined): ExceptionContext | null {
    const durationMs = nowMs - this.#stepBeganMs;
    if (durationMs < limitMs) return null;
    const what =
      taskName === undefined
        ? `A callback${handle.label === undefined ? "" : ` ("${handle.label}")`}`
        : `A step of task "${taskName}"`;
    const error = new SlowCallbackError(what, durationMs);
    const message = "A slow callback";
    return handle instanceof Handle ? { message, error, handle } : { message, error };
  }

  /** One report for each coroutine that was made and never begun. */
  *neverAwaited(): Generator<ExceptionContext, void> {
    for (const made of this.#notBegun.values()) {
      yield {
        message: "A coroutine was never awaited",
        error: new NeverAwaitedError(`at ${made.lines[0] ?? "a place unknown"}`),
      };
    }
    this.#notBegun.clear();
  }
}

const WAITING_KINDS: ReadonlySet<string> = new Set(["AsyncFunction", "GeneratorFunction", "AsyncGeneratorFunction"]);

interface DebuggedLoop {
  origins: Origins | null;
  taskOfCode(): Task<unknown> | null;
}

function environmentVariable(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  try {
    return process?.env?.[name];
  } catch {
    return undefined; // a host that asks for permission, and does not get it
  }
}
