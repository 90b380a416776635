import { LoopClosedError, NestedRunError } from "./errors.ts";
import { runningLoopOrNull } from "./running-loop.ts";

//   resting ── a run begins ──> running ── it ends ──> resting ── close() ──> closed
//
// `stopping` may be set in both, and is reset when a run ends: before a run it allows that run one turn.

/** Whether a loop runs, and what it may therefore be asked to do. */
export class LifeCycle {
  stopping = false;
  closed = false;
  #running = false;

  get running(): boolean {
    return this.#running;
  }

  /** @throws {LoopClosedError} */
  checkOpen(method: string): void {
    if (this.closed) throw new LoopClosedError(method);
  }

  /**
   * @throws {LoopClosedError}
   * @throws {NestedRunError} if this loop or another one runs here
   */
  checkRunnable(method: string): void {
    this.checkOpen(method);
    if (this.#running) throw new NestedRunError(method, "this loop is running already");
    if (runningLoopOrNull() !== null) throw new NestedRunError(method, "another loop is running here");
  }

  beginRun(method: string): void {
    this.checkRunnable(method);
    this.#running = true;
  }

  endRun(): void {
    this.#running = false;
    this.stopping = false;
  }
}
