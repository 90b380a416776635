import { EventLoop, type EventLoopOptions } from "@heddle/loop-core";
import { VirtualClock } from "./virtual-clock.ts";

/**
 * An asyncio loop whose time is virtual: an hour of `sleep` passes at once, and in the right order.
 *
 * When nothing is ready, time jumps to the next deadline (autojump). When there is none either, the run ends with a
 * `DeadlockError` that names the tasks which wait.
 *
 * @example
 * const loop = new VirtualTimeLoop();
 * await loop.runUntilComplete(async () => {
 *   await sleep(3_600_000);
 * });
 * loop.time(); // 3600000
 */
export class VirtualTimeLoop extends EventLoop {
  /** @param options - as for any loop, and `startMs`: what its clock shows first, in milliseconds */
  constructor({ startMs, ...options }: Omit<EventLoopOptions, "clock"> & { startMs?: number } = {}) {
    super({ ...options, clock: new VirtualClock(startMs) });
  }
}
