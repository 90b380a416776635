import { drive, type Machine, type MicrotaskDrain, type Next } from "@heddle/loop-core";
import { activate } from "@heddle/virtual-time";
import type { Execution } from "./execution.ts";
import type { Host } from "./host/host.ts";
import { listenToPage } from "./host/page-errors.ts";
import type { ProcessErrors } from "./host/process-errors.ts";

/** Which executions to run, one after the other. */
export interface Plan {
  /** The next execution, which has not begun yet; `undefined` to end. */
  next(): Execution | undefined;
  /** It has ended. */
  done(execution: Execution): void;
}

export interface RunOptions {
  readonly host: Host;
  readonly drain: MicrotaskDrain;
  /** Whether what the body prints is dropped. */
  readonly muted: boolean;
}

/** Runs all executions of a plan, many in one slice where the host allows it. */
export async function runExecutions(plan: Plan, options: RunOptions): Promise<void> {
  const executions = new Executions(plan, options);
  const endListening = listenToPage(executions, options.muted);
  try {
    await drive(executions, options.drain);
  } finally {
    endListening();
  }
}

class Executions implements Machine, ProcessErrors {
  readonly #plan: Plan;
  readonly #host: Host;
  readonly #muted: boolean;
  #current: Execution | undefined;

  constructor(plan: Plan, { host, muted }: RunOptions) {
    this.#plan = plan;
    this.#host = host;
    this.#muted = muted;
  }

  step(): Next {
    this.#host.watchdog?.beat();
    for (;;) {
      const execution = (this.#current ??= this.#begin());
      if (execution === undefined) return "done";
      const next = execution.next();
      if (next !== "done") return next;
      execution.loop.leave();
      this.#current = undefined;
      this.#plan.done(execution);
    }
  }

  enter(): void {
    this.#host.enter(this, this.#muted);
    this.#host.watchdog?.wake(() => this.#current?.describeNow() ?? "No execution is being run.");
    activate(this.#current?.scope ?? null); // nothing foreign runs up to leave()
    this.#current?.loop.enter();
  }

  leave(): void {
    this.#current?.loop.leave();
    activate(null);
    this.#host.watchdog?.sleep();
    this.#host.leave();
  }

  unhandledRejection(reason: unknown, promise: Promise<unknown>): void {
    this.#current?.unhandled.set(promise, reason);
  }

  rejectionHandled(promise: Promise<unknown>): void {
    this.#current?.unhandled.delete(promise);
  }

  uncaughtException(error: unknown): void {
    this.#current?.fail({ kind: "uncaught exception", error });
  }

  #begin(): Execution | undefined {
    const execution = this.#plan.next();
    if (execution === undefined) return undefined;
    this.#host.nextExecution();
    activate(execution.scope);
    execution.loop.enter();
    return execution;
  }
}
