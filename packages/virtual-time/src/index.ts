/**
 * Virtual time: for loops, and for code that has never heard of us.
 *
 * @module
 */
export { VirtualClock } from "./virtual-clock.ts";
export { VirtualTimeLoop } from "./virtual-time-loop.ts";
export {
  DeadlockError,
  EndlessTimersError,
  ExternalWaitError,
  runVirtual,
  type RunVirtualOptions,
} from "./run-virtual.ts";

// Seams for the explorer: unstable.
export { ForeignFakeTimersError, installStandIns } from "./globals/stand-ins.ts";
export { activate, currentScope, DEFAULT_EPOCH_MS, runInScope, Scope } from "./scope.ts";
export { Externals } from "./externals.ts";
export { seededRandom } from "./seeded-random.ts";
