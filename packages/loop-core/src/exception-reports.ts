import type { ContextValues } from "./context.ts";
import { FatalError } from "./errors.ts";
import type { Future } from "./future.ts";
import type { Handle } from "./handle.ts";

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
  readonly #loop: ReportingLoop;

  constructor(loop: ReportingLoop) {
    this.#loop = loop;
  }

  /** Calls the handler in the context of whom it concerns; what it throws itself goes to the default handler. */
  report(context: ExceptionContext): void {
    if (this.handler === null) {
      this.#loop.defaultExceptionHandler(context);
      return;
    }
    const loop = this.#loop;
    const { contextValues } = loop;
    loop.contextValues = contextOf(context) ?? contextValues;
    try {
      this.handler(context);
    } catch (error) {
      if (error instanceof FatalError) loop.endRunWith(error);
      else loop.defaultExceptionHandler({ message: "Exception in the exception handler", error });
    } finally {
      loop.contextValues = contextValues;
    }
  }
}

/** What reports need of their loop. */
interface ReportingLoop {
  contextValues: ContextValues;
  defaultExceptionHandler(context: ExceptionContext): void;
  endRunWith(error: unknown): void;
}

function contextOf({ future, handle }: ExceptionContext): ContextValues {
  if (future !== undefined && "contextValues" in future) return future.contextValues as ContextValues;
  return handle?.contextValues ?? null;
}
