/** What can go wrong between threads: each a class with fields, and a sentence that helps. */

/** A module asked for by name does not export such a function. */
export class UnknownExportError extends Error {
  override readonly name = "UnknownExportError";
  /** The URL of the module. */
  readonly module: string;
  readonly exportName: string;
  /** The functions that it does export. */
  readonly known: readonly string[];

  constructor(module: string, exportName: string, known: readonly string[]) {
    const exported = known.length === 0 ? "exports no function at all" : `exports ${known.join(", ")}`;
    super(
      `There is no function "${exportName}" in ${module}: it ${exported}. A closure cannot go to another thread: ` +
        "export the function there, and give its name here.",
    );
    this.module = module;
    this.exportName = exportName;
    this.known = known;
  }
}

/** A value was to go to another thread, and cannot be copied. */
export class NotCloneableError extends Error {
  override readonly name = "NotCloneableError";
  /** Which value: `argument 1 of "work"`, `the result of "work"`. */
  readonly what: string;

  constructor(what: string, options?: ErrorOptions) {
    super(
      `${what} cannot be copied to another thread. Data can (what structuredClone() takes), and so can memory that is ` +
        "shared (SharedArrayBuffer); functions, promises, symbols and objects that hold them cannot.",
      options,
    );
    this.what = what;
  }
}

/** A thread did not come up: its module cannot be found, threw while it was loaded, or ended the thread. */
export class ThreadStartError extends Error {
  override readonly name = "ThreadStartError";
  /** What was given as its module. */
  readonly module: string;

  constructor(module: string, why: string, options?: ErrorOptions) {
    super(`The thread of ${module} did not start: ${why}`, options);
    this.module = module;
  }
}

/** A thread ended without being asked to, or by `terminate()`, before the work was done. */
export class ThreadDiedError extends Error {
  override readonly name = "ThreadDiedError";
  /** The name of the thread; in a pool, what it was doing. */
  readonly thread: string;
  readonly exitCode: number;

  constructor(thread: string, exitCode: number, options?: ErrorOptions) {
    const why =
      options?.cause === undefined
        ? "Likely process.exit() in its code, or terminate(): close() would let its tasks clean up"
        : "Its last error is the cause, likely a rejection that nobody handles";
    super(`The thread "${thread}" ended with exit code ${exitCode} before this was done. ${why}.`, options);
    this.thread = thread;
    this.exitCode = exitCode;
  }
}

/** A thread that was stopped, or whose loop has ended, was asked to do something. */
export class ThreadClosedError extends Error {
  override readonly name = "ThreadClosedError";
  readonly thread: string;
  /** What it was asked for. */
  readonly method: string;

  constructor(thread: string, method: string) {
    super(
      `${method}() came too late: the thread "${thread}" runs no more, and nothing would ever come of it. Start another ` +
        "one, or close this one later.",
    );
    this.thread = thread;
    this.method = method;
  }
}

/** A function itself was given to a pool of threads. */
export class FunctionInThreadError extends TypeError {
  override readonly name = "FunctionInThreadError";
  /** Empty if it has none. */
  readonly functionName: string;

  constructor(functionName: string) {
    const named = functionName === "" ? "A function without a name" : `The function "${functionName}"`;
    super(
      `${named} cannot go to another thread, since nothing can copy what it closes over. Export it ` +
        'from a module, and name it: moduleFunction(new URL("./work.ts", import.meta.url), "work").',
    );
    this.functionName = functionName;
  }
}

/** The pool of threads is a package of its own, and it cannot be loaded: the cause says why. */
export class MissingPoolError extends Error {
  override readonly name = "MissingPoolError";
  readonly packageName = "piscina";

  constructor(options?: ErrorOptions) {
    super(
      'A pool of threads needs the package "piscina", 5 or later, and it cannot be loaded. Likely it is not installed: ' +
        "npm install piscina",
      options,
    );
  }
}
