import { currentScope } from "@heddle/virtual-time";

/**
 * From now on, what vitest does for code in virtual time waits in virtual time: `vi.waitFor`, `vi.waitUntil` and
 * `expect.poll`. They use timers that vitest has put aside before any test ran, so as not to wait in fake time.
 *
 * A vitest that keeps them elsewhere goes on to wait in real time, while virtual time stands still or runs ahead. Loans
 * nest: the last one to be undone gives vitest its timers back.
 *
 * @returns the function that undoes it
 */
export function lendVirtualTimers(): () => void {
  if (loans++ === 0) lend();
  return () => {
    if (--loans === 0) for (const giveBack of undo.splice(0)) giveBack();
  };
}

// There is one vitest in a process, and so one count.
let loans = 0;
const undo: (() => void)[] = [];

const TIMERS = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;
type Timers = Record<(typeof TIMERS)[number], unknown>;

function lend(): void {
  const own = timersOfVitest();
  if (own === undefined) return;
  for (const key of TIMERS) {
    const real = own[key];
    Object.defineProperty(own, key, {
      configurable: true,
      enumerable: true,
      get: () => (currentScope() === null ? real : globalThis[key]),
    });
    undo.push(() =>
      Object.defineProperty(own, key, { configurable: true, enumerable: true, writable: true, value: real }),
    );
  }
}

function timersOfVitest(): Timers | undefined {
  const symbol = Object.getOwnPropertySymbols(globalThis).find(
    ({ description }) => description === "vitest:SAFE_TIMERS",
  );
  return symbol === undefined ? undefined : (globalThis as unknown as Record<symbol, Timers>)[symbol];
}
