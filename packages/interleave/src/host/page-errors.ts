import { macrotaskHop, type Suspension } from "@heddle/loop-core";
import { muteConsole } from "./console.ts";
import type { ProcessErrors } from "./process-errors.ts";

/**
 * Hears of errors that nobody caught in a page; returns the function that ends it.
 *
 * A browser tells of a rejection in a macrotask of its own: unlike those of a process, its listeners stay between slices.
 * Those that others had added before can't be put aside. If `muted`, nobody sees them print.
 */
export function listenToPage(errors: ProcessErrors, muted: boolean): () => void {
  if (!isPage) return () => {};
  const unmute = muted ? muteConsole() : () => {};
  const listeners: Record<string, (event: PageErrorEvent) => void> = {
    unhandledrejection: ({ reason, promise }) => errors.unhandledRejection(reason, promise),
    rejectionhandled: ({ promise }) => errors.rejectionHandled(promise),
    error: ({ error }) => errors.uncaughtException(error),
  };
  const hear = (event: PageErrorEvent): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    listeners[event.type]?.(event);
  };
  for (const type of Object.keys(listeners)) page.addEventListener?.(type, hear, true);
  return () => {
    unmute();
    for (const type of Object.keys(listeners)) page.removeEventListener?.(type, hear, true);
  };
}

interface PageErrorEvent extends Event {
  readonly reason: unknown;
  readonly promise: Promise<unknown>;
  readonly error: unknown;
}

const page = globalThis as {
  process?: unknown;
  addEventListener?: (type: string, listener: (event: PageErrorEvent) => void, capture: boolean) => void;
  removeEventListener?: (type: string, listener: (event: PageErrorEvent) => void, capture: boolean) => void;
};

const isPage = page.process === undefined && page.addEventListener !== undefined;

/** Until the page has told of the rejections of the last step; `undefined` in a process, which tells at once. */
export const pageTells: Suspension | undefined = isPage ? (resume) => macrotaskHop.macrotask(resume) : undefined;
