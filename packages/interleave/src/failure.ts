/** Why an execution failed. */
export type FailureKind =
  | "error" // the body, or a check in it, threw
  | "uncaught exception" // a callback threw with nobody to catch it
  | "unhandled rejection"
  | "deadlock" // everything waits, and nothing can happen
  | "livelock" // it goes on and on
  | "external wait" // it waits for something that the exploration does not control
  | "nondeterminism"; // the same schedule did not give the same execution

export interface Failure {
  readonly kind: FailureKind;
  readonly error: unknown;
  /** What the error's own message does not say. */
  readonly message?: string;
}

/** One thing that waits, in a deadlock. */
export interface Waiting {
  /** The task or stimulus that waits, or "body". */
  readonly owner: string;
  /** Where in the user's code: `file:line:column`. */
  readonly where: string;
  /** What it awaits was made before the execution began, or outside it. */
  readonly foreign: boolean;
}

/** The body waits, and nothing is left that could ever happen. */
export class DeadlockError extends Error {
  override readonly name = "DeadlockError";
  readonly waiting: readonly Waiting[];
  /** The calls to which no response ever came, as their option `mayHang` allows. */
  readonly hung: readonly string[];

  constructor(waiting: readonly Waiting[], hung: readonly string[] = []) {
    const foreign = waiting.some((one) => one.foreign);
    super(
      "The body has not finished, and nothing is left that could happen: no I/O, no task, no stimulus, no timer before " +
        "the horizon." +
        list(waiting) +
        (foreign
          ? "A promise that was made outside the execution can't be settled by anything inside: make it in the body or in `setup`."
          : hung.length > 0
            ? `No response ever comes to ${hung.join(" and ")}, as mayHang allows: likely the code under test has no timeout for it.`
            : "Likely a lost wake-up, a lock that is never released, or a promise that nobody settles."),
    );
    this.waiting = waiting;
    this.hung = hung;
  }
}

/** One line for each owner: where its code waits, call within call. */
function list(waiting: readonly Waiting[]): string {
  const places = new Map<string, string[]>();
  for (const { owner, where, foreign } of waiting) {
    const who = `${owner} waits${foreign ? " for a promise made outside this execution" : ""}`;
    places.set(who, [...(places.get(who) ?? []), where]);
  }
  const lines = [...places].map(([who, wheres]) => `  ${who} at ${wheres.join(", ")}`);
  return lines.length === 0 ? " " : `\n${lines.join("\n")}\n`;
}

/** The body waits for something real, which no exploration can put in order. */
export class ExternalWaitError extends Error {
  override readonly name = "ExternalWaitError";
  /** What the host works on, as far as it tells. */
  readonly resources: readonly string[];
  readonly waiting: readonly Waiting[];

  constructor(resources: readonly string[], waiting: readonly Waiting[]) {
    super(
      "The body waits for something outside the simulation" +
        (resources.length === 0 ? "" : ` (active in the host: ${resources.join(", ")})`) +
        ": real I/O, a timer that was captured before the exploration began, another thread. Its moment can't be chosen." +
        list(waiting) +
        'Wrap the call in sim.io("name", () => …), with { external: true } if it must really be made.',
    );
    this.resources = resources;
    this.waiting = waiting;
  }
}

/** More steps than an execution may have. */
export class LivelockError extends Error {
  override readonly name = "LivelockError";
  readonly maxSteps: number;

  constructor(maxSteps: number, next: string) {
    super(
      `More than ${maxSteps} steps in one execution, and the next is "${next}". Likely a loop that polls, or a retry ` +
        "without end; if the body is just long, raise `maxSteps`.",
    );
    this.maxSteps = maxSteps;
  }
}

/** A promise was rejected, and nobody has handled it by the end of the execution. */
export class UnhandledRejectionError extends Error {
  override readonly name = "UnhandledRejectionError";

  constructor(reason: unknown) {
    super(
      `A promise was rejected, and nobody handled it: ${reason instanceof Error ? reason.message : String(reason)}`,
      {
        cause: reason,
      },
    );
  }
}

/** The same schedule, run twice, did not give the same execution. */
export class NondeterminismError extends Error {
  override readonly name = "NondeterminismError";
  /** The first step that differs. */
  readonly step: number;
  /** The line of user code that has brought it about, as `file:line:column`, if that is known. */
  readonly where: string | undefined;

  constructor(step: number, first: string, second: string, where?: string) {
    super(
      `The same schedule did not give the same execution: at step ${step} it was ${first}, and then ${second}` +
        `${where === undefined ? "" : `, brought about at ${where}`}. ` +
        "Likely state that outlives an execution (a module-level cache: use sim.unique() in its keys, or make it anew in " +
        "the body), real randomness, or real time.",
    );
    this.step = step;
    this.where = where;
  }
}

/** A schedule does not fit the body any more. */
export class ScheduleMismatchError extends Error {
  override readonly name = "ScheduleMismatchError";
  /** The step at which body and schedule part; `undefined` when only the whole differs. */
  readonly step: number | undefined;

  constructor(step: number | undefined, what: string) {
    super(
      `The schedule does not fit this body: ${what}. The body, its options or the code under test have changed since it ` +
        "was recorded; explore again to get a fresh one.",
    );
    this.step = step;
  }
}
