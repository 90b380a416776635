/**
 * So many timers or microtasks have run that there is no end to be expected.
 *
 * Its stack names the one that would be next, and where it was made. Its name stays `Error`, as snapshots of tests have it.
 */
export class InfiniteLoopError extends Error {
  readonly loopLimit: number;
  /** What would run next: `Timeout - poll`. */
  readonly next: string;

  constructor(loopLimit: number, next: LoopSuspect) {
    super(`Aborting after running ${loopLimit} timers, assuming an infinite loop!`);
    this.loopLimit = loopLimit;
    this.next = `${next.type} - ${next.func.name || "anonymous"}`;
    const frames = framesOf(next.madeAt ?? this);
    Object.defineProperty(this, "stack", {
      value: [`Error: ${this.message}`, this.next, ...frames].join("\n"),
      writable: true,
      configurable: true,
    });
  }
}

/** What may be part of an endless loop. */
export interface LoopSuspect {
  readonly type: string;
  readonly func: (...args: never[]) => unknown;
  /** Known of those made when the limit was near. */
  readonly madeAt: StackHolder | undefined;
}

interface StackHolder {
  stack?: string;
}

/** How near the limit is: who is made shortly before it is reached remembers where. A stack costs too much for all. */
export class LoopWatch {
  loopLimit: number;
  /** What stands in the place of our functions, and so is what the user called. */
  readonly standIns: Map<unknown, unknown> = new Map();
  #isNear = false;

  constructor(loopLimit: number) {
    this.loopLimit = loopLimit;
  }

  get isNear(): boolean {
    return this.#isNear;
  }

  /** So many have run. */
  ran(count: number): void {
    if (count >= this.loopLimit - 1) this.#isNear = true;
  }

  /** It came to an end. */
  over(): void {
    this.#isNear = false;
  }

  /** @param below - the function of ours that the user called */
  whereMade(below: (...args: never[]) => unknown): StackHolder | undefined {
    if (!this.#isNear) return undefined;
    const holder: StackHolder = {};
    const { captureStackTrace } = Error as { captureStackTrace?: (target: object, below: unknown) => void };
    if (captureStackTrace === undefined) {
      holder.stack = new Error("here").stack ?? "";
      return holder;
    }
    captureStackTrace(holder, this.standIns.get(below) ?? below);
    if (framesOf(holder).length === 0) captureStackTrace(holder, below); // called on the clock
    return holder;
  }
}

function framesOf({ stack = "" }: StackHolder): string[] {
  return stack.split("\n").slice(1);
}
