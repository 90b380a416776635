/**
 * Where things were made, and where tasks wait, in the code of whoever uses the library. A loop has one from when debug
 * mode is first switched on.
 */
export class Origins {
  readonly #made = new WeakMap<object, Made>();
  readonly #interruptions = new WeakMap<object, readonly string[]>();
  /** The latest last: to read a stack is dear, and nearly nobody asks. */
  readonly #waits = new WeakMap<object, Stack[]>();

  /** Remembers who makes `object`; `what` it is, in words, for when the object itself has forgotten. */
  made(object: object, what?: string): void {
    this.#made.set(object, { stack: new Stack(), what });
  }

  /** The line that made `object`: `work (file:///app/work.ts:3:9)`. */
  of(object: object): string | undefined {
    return this.#made.get(object)?.stack.lines[0];
  }

  /** What was said of `object` when it was made. */
  whatOf(object: object): string | undefined {
    return this.#made.get(object)?.what;
  }

  /** `task` is about to wait in the code of `stack`. */
  waits(task: object, stack: Stack): void {
    const stacks = this.#waits.get(task);
    if (stacks === undefined) this.#waits.set(task, [stack]);
    else if (stacks.push(stack) > MAX_STACKS) stacks.shift();
  }

  /** Where `task` waited last. What a coroutine of the library waits for in turn happens where that was awaited. */
  waitOf(task: object): readonly string[] {
    return this.#waits.get(task)?.findLast(({ lines }) => lines.length > 0)?.lines ?? [];
  }

  /** `task` is cancelled in a wait at `lines`; none: it does not wait. */
  interrupted(task: object, lines: readonly string[]): void {
    if (lines.length > 0) this.#interruptions.set(task, lines);
  }

  /** Where `task` was interrupted, or else waited last. */
  interruptionOf(task: object): readonly string[] {
    return this.#interruptions.get(task) ?? this.waitOf(task);
  }
}

/** The code that runs when it is made. */
export class Stack {
  readonly #error: Error;
  #lines: readonly string[] | null = null;

  constructor() {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = MAX_FRAMES; // the innermost are ours
    this.#error = new Error("made here");
    Error.stackTraceLimit = stackTraceLimit;
  }

  /** Its lines that are neither this library's own nor the host's, innermost first. */
  get lines(): readonly string[] {
    return (this.#lines ??= this.#theirs());
  }

  #theirs(): string[] {
    const frames = (this.#error.stack ?? "").split("\n").filter((line) => /^\s*at /.test(line));
    const folder = /([^\s()]*\/)[^/\s()]+:\d+:\d+\)?$/.exec(frames[0] ?? "")?.[1];
    const theirs = frames.filter((line) => !HOST.test(line) && (folder === undefined || !line.includes(folder)));
    return theirs.map((line) => line.trim().slice("at ".length));
  }
}

interface Made {
  readonly stack: Stack;
  readonly what: string | undefined;
}

const MAX_STACKS = 16;
const MAX_FRAMES = 50;
const HOST = /\(<anonymous>\)|\bnode:|\bnative\b/;
