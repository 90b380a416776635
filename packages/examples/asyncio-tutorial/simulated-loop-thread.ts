import type { Simulation } from "@heddle/interleave";
import { type EventLoop, getRunningLoop } from "@heddle/loop-core";

/**
 * A loop as the code of another thread sees it: a call lies in its inbox until the loop's thread wakes up, and when that
 * is, the explorer decides.
 */
export class SimulatedLoopThread {
  readonly #sim: Simulation;
  readonly #loop: EventLoop = getRunningLoop();
  #inbox: (() => void)[] = [];

  constructor(sim: Simulation) {
    this.#sim = sim;
  }

  /** @returns a handle whose `cancel()` tells whether it came in time, as that of a real `LoopThread` does */
  callSoonThreadsafe(callback: () => void): { cancel(): boolean } {
    let state: "waiting" | "begun" | "cancelled" = "waiting";
    const call = (): void => {
      if (state === "cancelled") return;
      state = "begun";
      callback();
    };
    if (this.#inbox.push(call) === 1) void this.#sim.stimulus("the loop wakes up", () => this.#wakeUp());
    return {
      cancel() {
        if (state === "waiting") state = "cancelled";
        return state === "cancelled";
      },
    };
  }

  /** Await it where the system may switch threads: before the next line, the loop may have woken up or not. */
  nextLine(): Promise<void> {
    return this.#sim.io("the caller goes on", () => {}, { collapse: true });
  }

  #wakeUp(): void {
    const calls = this.#inbox;
    this.#inbox = [];
    for (const call of calls) this.#loop.callSoon(call);
  }
}
