/** Who is told of errors that nobody caught. */
export interface ProcessErrors {
  unhandledRejection(reason: unknown, promise: Promise<unknown>): void;
  rejectionHandled(promise: Promise<unknown>): void;
  uncaughtException(error: unknown): void;
}

/**
 * Puts the process's own listeners aside, so that a test runner never sees errors that belong to an execution; returns
 * the function that brings them back, in their order.
 */
export function setListenersAside(errors: ProcessErrors): () => void {
  const { process } = globalThis as { process?: NodeJS.Process };
  if (typeof process?.rawListeners !== "function") return () => {};
  const emitter: NodeJS.EventEmitter = process;
  const ours = {
    unhandledRejection: errors.unhandledRejection.bind(errors),
    rejectionHandled: errors.rejectionHandled.bind(errors),
    uncaughtException: errors.uncaughtException.bind(errors),
  };
  const events = Object.keys(ours) as (keyof typeof ours)[];
  const theirs = events.map((event) => [event, emitter.rawListeners(event)] as const);
  for (const [event, listener] of Object.entries(ours)) {
    emitter.removeAllListeners(event);
    emitter.on(event, listener);
  }
  return () => {
    for (const [event, listeners] of theirs) {
      emitter.removeListener(event, ours[event]);
      for (const listener of listeners) emitter.on(event, listener as () => void);
    }
  };
}
