import { WrongLoopError } from "../errors.ts";
import { Future } from "../future.ts";
import type { EventLoop } from "../loop.ts";
import { getRunningLoop, runningLoopOrNull } from "../running-loop.ts";

/** A primitive belongs to the loop on which somebody first had to wait for it. */
export abstract class LoopBound {
  #loop: EventLoop | null = null;

  /** A future for one who has to wait; `label` says for what, in reports. */
  protected createWaiter<T>(label: string): Future<T> {
    const running = getRunningLoop();
    this.#loop ??= running;
    if (running !== this.#loop) throw new WrongLoopError(`This ${this.constructor.name}`);
    const waiter = new Future<T>(running);
    waiter.label = label;
    return waiter;
  }

  /** Tells an observer that this step depends on, or changes, what the primitive knows. */
  protected touch(access: "read" | "write"): void {
    runningLoopOrNull()?.probe?.touched?.(this, "state", access);
  }
}
