/**
 * Where in the user's code something was made.
 *
 * The stack is captured at once and read when somebody asks: capturing costs 4 µs and more, reading several times that.
 */
export class Origin {
  readonly #holder: { stack?: string } = {};
  #line: string | null | undefined;

  /** @param below - the function of ours that the user called: what is above it does not count */
  constructor(below: (...args: never[]) => unknown) {
    const { captureStackTrace } = Error as { captureStackTrace?: (target: object, below: unknown) => void };
    if (captureStackTrace === undefined) return;
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = MAX_FRAMES;
    captureStackTrace(this.#holder, below);
    Error.stackTraceLimit = stackTraceLimit;
  }

  /** `work (/app/work.ts:3:9)`: the innermost frame outside of `node_modules`, or else the innermost one; `null`: none. */
  get line(): string | null {
    if (this.#line === undefined) this.#line = userLine(this.#holder.stack ?? "");
    return this.#line;
  }
}

function userLine(stack: string): string | null {
  const frames = stack.split("\n").filter((line) => /^\s*at /.test(line) && !HOST.test(line));
  const frame = frames.find((line) => !line.includes("/node_modules/")) ?? frames[0];
  return frame?.trim().replace(/^at (async )?/, "") ?? null;
}

/** Enough to get out of a library that wraps timers; each frame costs. */
const MAX_FRAMES = 4;
const HOST = /\bnode:|\(<anonymous>\)|\bnative\b/;
