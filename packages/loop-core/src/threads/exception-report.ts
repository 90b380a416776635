/** Something went wrong in another thread, or because of it, and nobody is there to catch it. */
export interface ThreadException {
  /** What was going on: `Exception in callback`. */
  readonly message: string;
  readonly error: unknown;
}

/** Is told of a {@link ThreadException}. What it throws itself is an uncaught exception of the process. */
export type OnThreadException = (exception: ThreadException) => void;

export function reportToConsole({ message, error }: ThreadException): void {
  console.error(message, error);
}
