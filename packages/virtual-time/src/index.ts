/**
 * Virtual time: for loops, and for code that has never heard of us.
 *
 * @module
 */
export { runVirtual, type RunVirtualOptions } from "./run-virtual.ts";
export { VirtualTime, virtualTime } from "./virtual-time.ts";
export { Time } from "./time.ts";
export type { VirtualTimeOptions } from "./options.ts";
export { type Budget, BudgetExceededError } from "./budget.ts";
export { type PendingTimer, PendingTimers } from "./pending.ts";
export { DeadlockError, ExternalWaitError, LeftoverTimersError, ScopeEndedError, type Waiting } from "./errors.ts";
export { ForeignFakeTimersError } from "./globals/stand-ins.ts";

export { VirtualClock } from "./virtual-clock.ts";
export { VirtualTimeLoop } from "./virtual-time-loop.ts";

// Seams for the explorer: unstable.
export { pendingTimers } from "./pending.ts";
export { installStandIns } from "./globals/stand-ins.ts";
export {
  activate,
  currentScope,
  DEFAULT_EPOCH_MS,
  type Fired,
  runInScope,
  Scope,
  type ScopeOptions,
  type ScopeWatcher,
} from "./scope.ts";
export type { Origin } from "./origin.ts";
export { Externals } from "./externals.ts";
export { Watchdog } from "./watchdog.ts";
export { seededRandom } from "./seeded-random.ts";
