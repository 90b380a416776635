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
 * With a synchronous drain many steps run in one macrotask, a *slice* of about `sliceMs` real milliseconds, so that the
 * timeouts of a test runner and Ctrl-C keep working. Without one each step has a macrotask of its own, and the host gets
 * a turn between any two.
 *
 * @returns a promise that rejects with whatever `step()` threw
 */
export function drive(machine: Machine, drain: MicrotaskDrain, sliceMs = 50): Promise<void> {
  const slice = drain.drain === null ? oneStepOf(machine) : manyStepsOf(machine, drain.drain, sliceMs);
  return new Promise((resolve, reject) => {
    const run = (): void => {
      try {
        const next = slice();
        if (next === "more") drain.macrotask(run);
        else if (next === "done") resolve();
        else next(() => drain.macrotask(run));
      } catch (error) {
        reject(error);
      }
    };
    drain.macrotask(run);
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

function manyStepsOf(machine: Machine, drainMicrotasks: () => void, sliceMs: number): () => Next {
  return () => {
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
}

/** Reading the clock costs as much as a step: it is looked at now and then. */
const STEPS_PER_LOOK = 16;

function oneStepOf(machine: Machine): () => Next {
  let inside = false;
  return () => {
    if (!inside) machine.enter?.();
    inside = true; // until the machine rests: the microtasks of a step run after this function has returned
    let next: Next = "done";
    try {
      next = machine.step();
      return next;
    } finally {
      if (next !== "more") {
        inside = false;
        machine.leave?.();
      }
    }
  };
}
