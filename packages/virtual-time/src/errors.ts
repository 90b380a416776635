import type { PendingTimers } from "./pending.ts";

/** Somebody who waits in a deadlock. */
export interface Waiting {
  readonly name: string;
  readonly waitsFor: string;
  /** Where it was started, as a line of a stack, if it is known. */
  readonly startedAt: string | undefined;
}

/** The body waits, and nothing could ever end the wait. */
export class DeadlockError extends Error {
  override readonly name = "DeadlockError";
  /** Everybody who waits: the body, tasks of the loop, timers, and what is open in the host, such as a server. */
  readonly waiting: readonly Waiting[];
  /** The likely cause. */
  readonly hint: string;

  constructor(waiting: readonly Waiting[], hint: string) {
    const lines = waiting.map(
      ({ name, waitsFor, startedAt }) =>
        `  - ${name} waits for ${waitsFor}${startedAt === undefined ? "" : ` (started at ${startedAt})`}`,
    );
    super(
      "The body has not finished, and nothing is left that could go on: no timer that may fire, no microtask, nothing " +
        `real. ${hint}\n${lines.join("\n")}`,
    );
    this.waiting = waiting;
    this.hint = hint;
  }
}

/** The body waits for something real, which was not to be waited for. */
export class ExternalWaitError extends Error {
  override readonly name = "ExternalWaitError";
  /** What the host works on, as far as it tells. */
  readonly resources: readonly string[];

  constructor(resources: readonly string[]) {
    super(
      `The body waits for something real (active in the host: ${resources.join(", ") || "nothing that it tells of"}). ` +
        'Replace it by a fake, or let real time pass for it: { externals: "wait" }.',
    );
    this.resources = resources;
  }
}

/** A scope has ended, and there were timers left. */
export class LeftoverTimersError extends Error {
  override readonly name = "LeftoverTimersError";
  readonly timers: PendingTimers;

  constructor(timers: PendingTimers) {
    super(
      `${timers.length === 1 ? "A timer was" : `${timers.length} timers were`} still pending when virtual time ended. Clear ` +
        `what the test does not need any more, or allow it: { leftovers: "ignore" }.\n${timers.toString()}`,
    );
    this.timers = timers;
  }
}

/** Code that outlives its scope has scheduled something there, or wants to move its time. Nothing will come of it. */
export class ScopeEndedError extends Error {
  override readonly name = "ScopeEndedError";
  /** Where, as a line of a stack, if it is known. */
  readonly madeAt: string | undefined;

  constructor(kind: string, madeAt: string | undefined) {
    super(
      `${kind} was used${madeAt === undefined ? "" : ` at ${madeAt}`} by code whose virtual time is over: nothing will come ` +
        "of it. Likely something that the body has started and not awaited.",
    );
    this.madeAt = madeAt;
  }
}
