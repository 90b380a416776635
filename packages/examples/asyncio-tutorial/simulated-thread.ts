import type { Simulation } from "@heddle/interleave";
import { ConcurrentFuture, type Coroutine, type EventLoop, runCoroutineThreadsafe } from "@heddle/loop-core";

/**
 * Another thread, as a loop sees it: what it sends comes when the schedule says, one thing after the other.
 *
 * Real threads race: whether a cancel comes in time nobody can choose. Here each message that reaches the loop is an
 * event of its own, and so is whatever the thread does after it has waited for `sim`, so the explorer makes both win.
 */
export class SimulatedThread {
  readonly #sim: Simulation;
  readonly #loop: EventLoop;

  /** @param loop - the loop that it calls from outside, the one of the body */
  constructor(sim: Simulation, loop: EventLoop) {
    this.#sim = sim;
    this.#loop = loop;
  }

  callSoonThreadsafe(name: string, callback: () => void): { cancel(): boolean } {
    let state: "waiting" | "taken" | "cancelled" = "waiting";
    this.#send(name, () => {
      if (state === "cancelled") return;
      state = "taken";
      callback();
    });
    return {
      cancel: () => {
        if (state === "waiting") state = "cancelled";
        return state === "cancelled";
      },
    };
  }

  runCoroutineThreadsafe<T>(name: string, coroutine: Coroutine<T>): ConcurrentFuture<T> {
    const outside = new ConcurrentFuture<T>();
    this.#send(name, () => {
      if (outside.cancelled()) return;
      const inside = runCoroutineThreadsafe(coroutine, this.#loop);
      outside.addDoneCallback(() => {
        if (outside.cancelled()) this.#send(`cancel ${name}`, () => void inside.cancel());
      });
      inside.addDoneCallback(() => {
        if (outside.done()) return;
        if (inside.cancelled()) outside.cancel();
        else if (inside.exception() === null) outside.setResult(inside.result());
        else outside.setException(inside.exception());
      });
    });
    return outside;
  }

  #send(name: string, arrive: () => void): void {
    void this.#sim.io(name, arrive, { collapse: true, order: "fifo", channel: "to the loop" });
  }
}
