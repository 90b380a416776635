import { AbortableFuture } from "../abort-signal.ts";
import { WrongLoopError } from "../errors.ts";
import { Future } from "../future.ts";
import type { EventLoop } from "../loop.ts";
import { getRunningLoop, runningLoopOrNull } from "../running-loop.ts";
import { showAsText, textForm } from "../text-form.ts";

export interface PrimitiveOptions {
  /** For reports: a deadlock names what its tasks wait for. */
  name?: string | undefined;
}

/** A primitive belongs to the loop on which somebody first had to wait for it. */
export abstract class LoopBound {
  /** For reports. */
  name: string | undefined;
  #loop: EventLoop | null = null;

  static {
    showAsText(this);
  }

  constructor(options: PrimitiveOptions = {}) {
    this.name = options.name;
    runningLoopOrNull()?.probe?.created?.(this);
  }

  /** For logs: its name and its state. */
  toString(): string {
    return textForm(this, this.name, () => this.words());
  }

  /** Its state in words, read without a {@link touch}. Owned by {@link toString}, and by primitives made of others. */
  abstract words(): readonly (string | null | undefined)[];

  /** A future for one who has to wait; `label` says for what, in reports: `a lock`. */
  protected createWaiter<T>(label: string, signal?: AbortSignal): Future<T> {
    const running = getRunningLoop();
    this.#loop ??= running;
    if (running !== this.#loop) throw new WrongLoopError(`This ${this.constructor.name}`);
    const waiter = signal === undefined ? new Future<T>(running) : new AbortableFuture<T>(running, signal);
    waiter.label = label;
    waiter.source = this;
    return waiter;
  }

  /** What a future stands for that waits for this, as words for reports. */
  describeWait(label: string): string {
    return this.name === undefined ? label : label.replace(/an? (\w+)$/, `$1 "${this.name}"`);
  }

  /** Tells an observer that this step depends on, or changes, what the primitive knows. */
  protected touch(access: "read" | "write"): void {
    runningLoopOrNull()?.probe?.touched?.(this, "state", access);
  }
}
