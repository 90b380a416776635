import { BudgetExceededError, DeadlockError, ExternalWaitError, LeftoverTimersError } from "@heddle/virtual-time";
import { framesIn, located } from "./presented.ts";

/**
 * A failure in virtual time as vitest prints it well.
 *
 * What the body throws has its place. What virtual time itself throws has frames that are all ours: it gets those of the
 * timer that is to blame, or else those of the test, and is without the properties, which vitest would print as data.
 */
export function virtualFailure(error: unknown, { name, started, declaration }: TestPlace): unknown {
  if (!started) return located(error, declaration); // an option that is wrong, or fake timers
  const frames = framesIn(declaration);
  if (error instanceof DeadlockError) {
    const waiting = error.waiting.map((waiter, i) =>
      i > 0 ? waiter : { ...waiter, name: `"${name}"`, startedAt: undefined },
    );
    return shown(new DeadlockError(waiting, error.hint), frames);
  }
  if (error instanceof BudgetExceededError) return shown(error, framesAt([error.madeAt], frames));
  if (error instanceof LeftoverTimersError) {
    const places = error.timers.map(({ madeAt }) => madeAt);
    return shown(error, framesAt(places, frames));
  }
  return error instanceof ExternalWaitError ? shown(error, frames) : error;
}

interface TestPlace {
  /** The name of the test. */
  readonly name: string;
  /** Whether the body has begun. */
  readonly started: boolean;
  /** An error made where the test was declared. */
  readonly declaration: Error;
}

function framesAt(lines: readonly (string | undefined)[], otherwise: string[]): string[] {
  const frames = lines.filter((line) => line !== undefined).map((line) => `    at ${line}`);
  return frames.length > 0 ? frames : otherwise;
}

function shown({ name, message }: Error, frames: string[]): Error {
  const error = new Error(message);
  Object.defineProperty(error, "name", { value: name });
  error.stack = [`${name}: ${message}`, ...frames].join("\n");
  return error;
}
