import { currentScope, type PendingTimers, type Scope, Time } from "@heddle/virtual-time";
import { expect } from "vitest";
import { elapsedMs, type Fate, fateOf } from "./fate.ts";

/** What `expect` can say about virtual time, in the body of `test.virtual` or under `runVirtual` and `virtualTime`. */
export interface VirtualTimeMatchers<R = unknown> {
  /**
   * The promise resolves before more than `ms` virtual milliseconds have passed. To be awaited.
   *
   * @throws {NoVirtualTimeError} if time is real
   * @example
   * await expect(fetchWithRetry(url)).toResolveWithin(5000);
   */
  toResolveWithin(ms: number): Promise<void>;
  /** The promise rejects before more than `ms` virtual milliseconds have passed. To be awaited. */
  toRejectWithin(ms: number): Promise<void>;
  /**
   * What the function does takes `ms` virtual milliseconds, which may be a matcher such as `expect.closeTo`. To be awaited.
   *
   * @example
   * await expect(() => fetchWithRetry(url)).toTakeVirtualTime(7000);
   */
  toTakeVirtualTime(ms: number): Promise<void>;
  /** No timer of this `time` is left. */
  toHaveNoPendingTimers(): R;
}

declare module "vitest" {
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > extends VirtualTimeMatchers<R> {}
}

/** A matcher for virtual time was used where time is real. */
export class NoVirtualTimeError extends Error {
  override readonly name = "NoVirtualTimeError";
  readonly matcher: string;

  constructor(matcher: string) {
    super(
      `${matcher} measures virtual time, and here time is real. ` +
        "Use it in the body of test.virtual or runVirtual, or after `using time = virtualTime()`.",
    );
    this.matcher = matcher;
  }
}

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

expect.extend({
  toResolveWithin(promise: unknown, ms: number) {
    return settlesWithin("resolve", promise, ms, this.isNot);
  },
  toRejectWithin(promise: unknown, ms: number) {
    return settlesWithin("reject", promise, ms, this.isNot);
  },
  toTakeVirtualTime(work: unknown, ms: number) {
    const scope = virtualScope("toTakeVirtualTime");
    if (typeof work !== "function") throw new TypeError("toTakeVirtualTime needs a function, which it calls.");
    const [startMs, not] = [scope.loop.time(), this.isNot ? "not " : ""];
    return atCallSite(async () => {
      await (work as () => unknown)();
      const tookMs = elapsedMs(startMs, scope);
      return {
        pass: this.equals(tookMs, ms),
        message: () =>
          `expected it ${not}to take ${typeof ms === "number" ? `${ms} ms` : this.utils.stringify(ms)} of virtual time, ` +
          `and it took ${tookMs} ms`,
      };
    });
  },
  toHaveNoPendingTimers(time: unknown) {
    if (!(time instanceof Time)) throw new TypeError("toHaveNoPendingTimers needs the `time` of a test.");
    const timers = time.pending();
    return {
      pass: timers.length === 0,
      message: () =>
        timers.length === 0
          ? `expected timers to be pending at ${time.now()} ms, and there are none`
          : `expected no timers to be pending at ${time.now()} ms, and there ${are(timers)}:\n${timers.toString()}`,
    };
  },
});

function settlesWithin(verb: "resolve" | "reject", promise: unknown, ms: number, isNot: boolean): Promise<Verdict> {
  const matcher = verb === "resolve" ? "toResolveWithin" : "toRejectWithin";
  const scope = virtualScope(matcher);
  if (!isThenable(promise)) throw new TypeError(`${matcher} needs a promise.`);
  if (!(ms >= 0)) throw new RangeError(`${matcher} needs milliseconds, none or more, and got ${ms}.`);
  return atCallSite(async () => {
    const fate = await fateOf(promise, ms, scope);
    return {
      pass: fate.kind === (verb === "resolve" ? "resolved" : "rejected"),
      message: () =>
        `expected the promise ${isNot ? "not " : ""}to ${verb} within ${ms} ms of virtual time, and it ${inWords(fate)}`,
    };
  });
}

function inWords(fate: Fate): string {
  if (fate.kind === "resolved") return `resolved after ${fate.afterMs} ms`;
  if (fate.kind === "rejected") return `rejected after ${fate.afterMs} ms, with ${String(fate.reason)}`;
  const { timers } = fate;
  if (timers.length === 0) return "is still pending, with no timer left that could settle it";
  return `is still pending. There ${are(timers)}:\n${timers.toString()}`;
}

function are({ length }: PendingTimers): string {
  return length === 1 ? "is one" : `are ${length}`;
}

function virtualScope(matcher: string): Scope {
  const scope = currentScope();
  if (scope === null) throw new NoVirtualTimeError(matcher);
  return scope;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null)?.then === "function";
}

/** Vitest makes the error when the promise is settled, far from the assertion: it gets the frames of the call. */
function atCallSite(judge: () => Promise<Verdict>): Promise<Verdict> {
  const { stack = "" } = new Error("called here");
  const frames = stack.slice(stack.indexOf("\n    at "));
  const judged = judge();
  const then = judged.then.bind(judged);
  return Object.assign(judged, {
    then: ((onVerdict, onError) =>
      then(
        onVerdict &&
          ((verdict) => {
            try {
              return onVerdict(verdict);
            } catch (error) {
              if (error instanceof Error) error.stack = `${error.name}: ${error.message}${frames}`;
              throw error;
            }
          }),
        onError,
      )) satisfies typeof judged.then,
  });
}
