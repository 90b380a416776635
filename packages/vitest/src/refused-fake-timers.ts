import { currentScope } from "@heddle/virtual-time";
import { vi } from "vitest";

/** Vitest's own fake timers were asked for in code whose time is virtual already. */
export class TwoClocksError extends Error {
  override readonly name = "TwoClocksError";
  /** As one writes it: `vi.useFakeTimers`. */
  readonly call: string;

  constructor(call: string) {
    super(
      `${call} can't be used in the body of test.virtual: time is virtual there, and two clocks can't rule at once. ` +
        "Use the `time` of the test: time.advance(ms), time.setSystemTime(date).",
    );
    this.call = call;
  }
}

/**
 * From now on, code in virtual time can't install vitest's fake timers; all other code can. Refusals nest.
 *
 * @returns the function that undoes it
 */
export function refuseFakeTimers(): () => void {
  if (refusals++ === 0) for (const method of METHODS) undo.push(guard(method));
  return () => {
    if (--refusals === 0) for (const giveBack of undo.splice(0)) giveBack();
  };
}

// There is one `vi` in a process, and so one count.
let refusals = 0;
const undo: (() => void)[] = [];
const METHODS = ["useFakeTimers", "setSystemTime"] as const;

function guard(method: (typeof METHODS)[number]): () => void {
  const methods = vi as unknown as Record<string, (...args: unknown[]) => unknown>;
  const real = methods[method];
  if (real === undefined) return () => {};
  methods[method] = (...args) => {
    if (currentScope() !== null) throw new TwoClocksError(`vi.${method}`);
    return real.apply(vi, args);
  };
  return () => {
    methods[method] = real;
  };
}
