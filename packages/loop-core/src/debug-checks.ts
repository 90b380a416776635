import { CallbackTypeError, NeverAwaitedError, SlowCallbackError } from "./errors.ts";
import type { ExceptionContext } from "./exception-reports.ts";
import type { Handle } from "./handle.ts";

/**
 * What a loop in debug mode looks at besides; a loop without has none of this.
 *
 * @see https://docs.python.org/3/library/asyncio-dev.html#debug-mode
 */
export class DebugChecks {
  /** Coroutines of the library that were made and have not begun, with the place where. */
  readonly #notBegun = new Map<object, Error>();
  #stepBeganMs = 0;

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
    this.#notBegun.set(coroutine, new Error("made here"));
  }

  coroutineBegun(coroutine: object): void {
    this.#notBegun.delete(coroutine);
  }

  stepBegan(nowMs: number): void {
    this.#stepBeganMs = nowMs;
  }

  /** What is to be reported of a step that has ended. */
  stepEnded(nowMs: number, limitMs: number, handle: Handle, taskName: string | undefined): ExceptionContext | null {
    const durationMs = nowMs - this.#stepBeganMs;
    if (durationMs < limitMs) return null;
    const what =
      taskName === undefined
        ? `A callback${handle.label === undefined ? "" : ` ("${handle.label}")`}`
        : `A step of task "${taskName}"`;
    const error = new SlowCallbackError(what, durationMs);
    return { message: "A slow callback", error, handle };
  }

  /** One report for each coroutine that was made and never begun. */
  *neverAwaited(): Generator<ExceptionContext, void> {
    for (const made of this.#notBegun.values()) {
      yield { message: "A coroutine was never awaited", error: new NeverAwaitedError(callerIn(made)) };
    }
    this.#notBegun.clear();
  }
}

const WAITING_KINDS: ReadonlySet<string> = new Set(["AsyncFunction", "GeneratorFunction", "AsyncGeneratorFunction"]);

/** The innermost frame of an error made here that is not this library's own. */
function callerIn({ stack = "" }: Error): string {
  const frames = stack.split("\n").filter((line) => /^\s*at /.test(line));
  const folder = /([^\s()]*\/)[^/\s()]+:\d+:\d+\)?$/.exec(frames[0] ?? "")?.[1];
  const caller = frames.find((line) => folder === undefined || !line.includes(folder));
  return caller?.trim() ?? "somewhere";
}
