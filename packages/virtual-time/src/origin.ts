/**
 * Where in the user's code something was made.
 *
 * The stack is captured at once and read when somebody asks: capturing costs 4 µs and more, reading several times that.
 */
export class Origin {
  readonly #holder: { stack?: string } = {};
  #line: string | null | undefined;

  /**
   * @param below - the function of ours that the user called: what is above it does not count. `undefined`: all counts
   * @param maxFrames - how far to look; each frame costs. By default enough to get out of a library that wraps timers
   */
  constructor(below: ((...args: never[]) => unknown) | undefined, maxFrames = 4) {
    const { captureStackTrace } = Error as { captureStackTrace?: (target: object, below: unknown) => void };
    if (captureStackTrace === undefined) return;
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = maxFrames;
    captureStackTrace(this.#holder, below);
    Error.stackTraceLimit = stackTraceLimit;
  }

  /**
   * `work (/app/work.ts:3:9)`: the innermost frame outside of `node_modules`, or else the innermost one; neither is one of
   * Heddle's own. `null`: none.
   */
  get line(): string | null {
    if (this.#line === undefined) this.#line = userLine(this.#holder.stack ?? "");
    return this.#line;
  }
}

function userLine(stack: string): string | null {
  const frames = stack.split("\n").filter((line) => /^\s*at /.test(line) && !HOST.test(line) && !OURS.test(line));
  const frame = frames.find((line) => !line.includes("/node_modules/")) ?? frames[0];
  return frame?.trim().replace(/^at (async )?/, "") ?? null;
}

/** The folder that holds our packages, as stacks write it. */
const FOLDER = /([^\s()]*\/)virtual-time\/(src|dist)\//.exec(new Error().stack ?? "")?.[1] ?? "/@heddle/";
const OURS = new RegExp(`${FOLDER.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(loop-core|virtual-time)/(src|dist)/`);
const HOST = /\bnode:|\(<anonymous>\)|<anonymous>:|\bnative\b/;
