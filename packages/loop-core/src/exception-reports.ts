import type { ContextValues } from "./context.ts";
import { FatalError } from "./errors.ts";
import type { Future } from "./future.ts";
import type { Handle } from "./handle.ts";
import type { EventLoop } from "./loop.ts";
import { onLoop } from "./running-loop.ts";
import { Task } from "./task.ts";

/** What an exception handler is told. */
export interface ExceptionContext {
  /** What went wrong, as a sentence. */
  message: string;
  error: unknown;
  /** The callback that threw. */
  handle?: Handle;
  /** The future or task concerned. */
  future?: Future<unknown>;
}

export type ExceptionHandler = (context: ExceptionContext) => void;

/** Where errors go that nobody is there to catch. */
export class ExceptionReports {
  handler: ExceptionHandler | null = null;
  readonly #loop: EventLoop;

  constructor(loop: EventLoop) {
    this.#loop = loop;
  }

  /** Calls the handler in the context of whom it concerns; what it throws itself goes to the default handler. */
  report(context: ExceptionContext): void {
    const { handler } = this;
    if (handler === null) {
      this.#reportByDefault(context);
      return;
    }
    const loop = this.#loop;
    const { contextValues } = loop;
    loop.contextValues = contextOf(context) ?? contextValues;
    try {
      onLoop(loop, () => handler(context)); // close() reports too, when no loop runs
    } catch (error) {
      if (error instanceof FatalError) loop.endRunWith(error);
      else this.#reportByDefault({ message: "Exception in the exception handler", error });
    } finally {
      loop.contextValues = contextValues;
    }
  }

  /** One report for each exception that nobody has looked at. */
  *neverRetrieved(): Generator<ExceptionContext, void> {
    for (const future of this.#loop.unretrieved) {
      const what = future instanceof Task ? `task ("${future.name}")` : "future";
      const origin = future.createdAt === undefined ? "" : `; it was made at ${future.createdAt}`;
      const message = `The exception of a ${what} was never retrieved${origin}`;
      yield { message, error: future.exception(), future };
    }
  }

  /** The last resort: what a default handler throws itself, a subclass's, is only printed. */
  #reportByDefault(context: ExceptionContext): void {
    try {
      this.#loop.defaultExceptionHandler(context);
    } catch (error) {
      if (error instanceof FatalError) this.#loop.endRunWith(error);
      else console.error("Exception in the default exception handler", error, "while it reported", context.error);
    }
  }
}

function contextOf({ future, handle }: ExceptionContext): ContextValues {
  if (future !== undefined && "contextValues" in future) return future.contextValues as ContextValues;
  return handle?.contextValues ?? null;
}
