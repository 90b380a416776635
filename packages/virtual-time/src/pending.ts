import type { Scope } from "./scope.ts";
import type { VirtualImmediate } from "./globals/immediate.ts";
import { isVirtualTimeout } from "./globals/timeout.ts";

/** A timer that has not fired. */
export interface PendingTimer {
  /** Which function made it: `setTimeout`, `setInterval`, `setImmediate`, `AbortSignal.timeout`, … */
  readonly kind: string;
  /** When it is due, in milliseconds of `time.now()`. */
  readonly deadlineMs: number;
  /** In how many milliseconds that is. */
  readonly dueInMs: number;
  /** Whether Node would stay alive for it. */
  readonly referenced: boolean;
  /** The line of the user's code that made it; `undefined` if the scope did not record it. */
  readonly madeAt: string | undefined;
}

/** Timers in the order in which they will fire; as a string, a table. */
export class PendingTimers extends Array<PendingTimer> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  override toString(): string {
    if (this.length === 0) return "no timers";
    const rows = [
      ["kind", "due in", "made at"],
      ...this.slice(0, MAX_ROWS).map(({ kind, dueInMs, referenced, madeAt }) => [
        referenced ? kind : `${kind} (unref)`,
        `${dueInMs} ms`,
        madeAt ?? "(not recorded)",
      ]),
    ];
    const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
    const [kinds, dues] = [width(0), width(1)];
    const lines = rows.map(([kind = "", due = "", at = ""]) => `${kind.padEnd(kinds)}  ${due.padStart(dues)}  ${at}`);
    if (this.length > MAX_ROWS) lines.push(`… and ${this.length - MAX_ROWS} more`);
    return lines.join("\n");
  }
}

const MAX_ROWS = 50;

export function pendingTimers(scope: Scope): PendingTimers {
  const nowMs = scope.loop.time();
  const timers = new PendingTimers();
  for (const immediate of scope.immediates) {
    const { origin } = immediate as VirtualImmediate;
    timers.push({
      kind: "setImmediate",
      deadlineMs: nowMs,
      dueInMs: 0,
      referenced: true,
      madeAt: origin?.line ?? undefined,
    });
  }
  for (const { argument, when, label, createdAt } of scope.loop.pendingTimers()) {
    const timer = isVirtualTimeout(argument) ? argument : undefined;
    timers.push({
      kind: timer?.kind ?? label ?? "a timer of the loop",
      deadlineMs: when,
      dueInMs: when - nowMs,
      referenced: timer?.hasRef() ?? true,
      madeAt: timer === undefined ? createdAt : (timer.origin?.line ?? undefined),
    });
  }
  return timers;
}
