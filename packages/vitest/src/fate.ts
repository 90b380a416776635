import { pendingTimers, type PendingTimers, type Scope } from "@heddle/virtual-time";

/** What has become of a promise. Times are in virtual milliseconds. */
export type Fate =
  | { readonly kind: "resolved"; readonly afterMs: number }
  | { readonly kind: "rejected"; readonly afterMs: number; readonly reason: unknown }
  | { readonly kind: "pending"; readonly timers: PendingTimers };

/** Waits until `promise` is settled, or `ms` virtual milliseconds have passed and all that was due by then has happened. */
export function fateOf(promise: PromiseLike<unknown>, ms: number, scope: Scope): Promise<Fate> {
  const { loop } = scope;
  const startMs = loop.time();
  const endMs = startMs + ms;
  return new Promise((resolve) => {
    const tooLate = (): void => resolve({ kind: "pending", timers: pendingTimers(scope) });
    // A timer that is made at the last moment comes behind all that are due then.
    let limit = loop.callAt(endMs, () => (limit = loop.callAt(endMs, tooLate)));
    const settled = (fate: (afterMs: number) => Fate): void => {
      limit.cancel();
      resolve(fate(elapsedMs(startMs, scope)));
    };
    promise.then(
      () => settled((afterMs) => ({ kind: "resolved", afterMs })),
      (reason: unknown) => settled((afterMs) => ({ kind: "rejected", afterMs, reason })),
    );
  });
}

/** Virtual milliseconds since `startMs`, without the dust of adding fractions. */
export function elapsedMs(startMs: number, { loop }: Scope): number {
  return Math.round((loop.time() - startMs) * 1e6) / 1e6;
}
