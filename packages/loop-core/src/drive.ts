import type { MicrotaskDrain } from "./microtask-drain.ts";
import { hostNow } from "./real.ts";

/**
 * Something that runs in steps, with an empty microtask queue between one step and the next.
 */
export interface Machine {
  /**
   * Runs the next callback and answers `"more"`: drain the microtasks, then call again.
   *
   * Any other answer means that no callback was run: `"done"` when nothing is left to do, or a {@link Suspension}.
   */
  step(): Next;

  /** The machine is about to run for a while. */
  enter?(): void;

  /** The machine is done, suspended, or (between two slices) the host gets a turn. Called whatever was thrown. */
  leave?(): void;
}

export type Next = "more" | "done" | Suspension;

/** Waits for something outside, and calls `resume` once when it has happened, from anywhere but inside this call. */
export type Suspension = (resume: () => void) => void;

/**
 * Runs a machine to its end: the one place where steps, microtasks and the host meet.
 *
 * Many steps run in one macrotask, a *slice*, and nothing foreign runs inside. With a synchronous drain it lasts about
 * `sliceMs` real milliseconds, so that the timeouts of a test runner and Ctrl-C keep working; without one it lasts
 * as many steps as the host has calls for.
 *
 * @returns a promise that rejects with whatever `step()` threw
 */
export function drive(machine: Machine, drain: MicrotaskDrain, sliceMs = 50): Promise<void> {
  const { drain: drainMicrotasks } = drain;
  const run =
    drainMicrotasks === null
      ? slicesOfHost(machine, drain)
      : slicesOfTime(machine, { ...drain, drain: drainMicrotasks }, sliceMs);
  return new Promise((resolve, reject) => {
    const rested = (next: Next): void => {
      if (next === "more") return goOn();
      if (next === "done") return resolve();
      try {
        next(goOn);
      } catch (error) {
        reject(error);
      }
    };
    const goOn = (): void => run(rested, reject);
    goOn();
  });
}

/**
 * Runs a machine to its end without any microtask, inside this call.
 *
 * @param refuse - called where it would have to wait; it throws
 */
export function driveSync(machine: Machine, refuse: () => never): void {
  machine.enter?.();
  try {
    while (true) {
      const next = machine.step();
      if (next === "done") return;
      if (next === "more") continue;
      next(() => {});
      refuse();
    }
  } finally {
    machine.leave?.();
  }
}

/** Runs one slice in a macrotask to come; then calls one of the two, outside of the machine. */
type RunSlice = (rested: (next: Next) => void, failed: (error: unknown) => void) => void;

function slicesOfTime(
  machine: Machine,
  { drain: drainMicrotasks, macrotask }: MicrotaskDrain & { drain: () => void },
  sliceMs: number,
): RunSlice {
  const slice = (): Next => {
    drainMicrotasks(); // what the host left behind does not belong to the machine
    const end = hostNow() + sliceMs;
    machine.enter?.();
    try {
      for (let steps = 1; ; steps++) {
        const next = machine.step();
        if (next !== "more") return next;
        drainMicrotasks();
        if (steps % STEPS_PER_LOOK === 0 && hostNow() >= end) return "more";
      }
    } finally {
      machine.leave?.();
    }
  };
  return (rested, failed) =>
    macrotask(() => {
      let next: Next;
      try {
        next = slice();
      } catch (error) {
        return failed(error);
      }
      rested(next);
    });
}

/** Reading the clock costs as much as a step: it is looked at now and then. */
const STEPS_PER_LOOK = 16;

function slicesOfHost(machine: Machine, { slice }: MicrotaskDrain): RunSlice {
  return (rested, failed) => {
    let inside = false;
    let next: Next = "more";
    let failure: { error: unknown } | undefined;
    const step = (): boolean => {
      try {
        if (!inside) machine.enter?.();
        inside = true;
        next = machine.step();
        return next === "more";
      } catch (error) {
        failure = { error };
        return false;
      }
    };
    slice(step, () => {
      if (inside) machine.leave?.();
      if (failure === undefined) rested(next);
      else failed(failure.error);
    });
  };
}
