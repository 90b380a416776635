import { resolve } from "node:path";
import { DeadlockError, ExternalWaitError, type InterleavingError, UnhandledRejectionError } from "@heddle/interleave";

/**
 * A failing order as vitest prints it well.
 *
 * Vitest prints an error's message, its diff, its frames with the code around the innermost one, all its own properties,
 * and then its cause in the same way without the code. The message of an {@link InterleavingError} is the whole report;
 * what is wanted of the cause is its frames, so that the code shown is the user's assertion, and its diff if it says more
 * than the message. The report itself, as a property, would be printed as pages of data.
 *
 * @param declaration - an error made where the test was declared, for failures that have no place of their own
 */
export function presented({ name, message, report }: InterleavingError, declaration: Error): Error {
  const { error } = report.failure;
  const own = framesOf(error);
  const shown: Presented = new Error(message);
  shown.name = name;
  shown.stack = [`${name}: ${message}`, ...(own.length > 0 ? own : framesIn(declaration))].join("\n");
  const difference = differenceOf(error);
  if (difference !== undefined) Object.assign(shown, difference);
  return shown;
}

/** What Heddle itself throws, for an option that is wrong say, with the frames of the test: its own are all ours. */
export function located(error: unknown, declaration: Error): unknown {
  if (error instanceof Error) error.stack = [`${error.name}: ${error.message}`, ...framesIn(declaration)].join("\n");
  return error;
}

interface Presented extends Error {
  actual?: unknown;
  expected?: unknown;
}

function framesOf(error: unknown): string[] {
  if (error instanceof DeadlockError || error instanceof ExternalWaitError) {
    return error.waiting.map(({ where }) => `    at ${resolve(where)}`);
  }
  if (error instanceof UnhandledRejectionError) return framesOf(error.cause);
  return error instanceof Error ? framesIn(error) : [];
}

/** The frames of a stack, as lines. */
export function framesIn({ name, message, stack = "" }: Error): string[] {
  const head = `${name}: ${message}`;
  const body = stack.startsWith(head) ? stack.slice(head.length) : stack;
  return body.split("\n").filter((line) => line.startsWith("    at "));
}

/** What vitest makes a diff of. Two numbers say nothing that the message does not. */
function differenceOf(error: unknown): Required<Pick<Presented, "actual" | "expected">> | undefined {
  if (!(error instanceof Error)) return undefined;
  const { actual, expected, showDiff } = error as Presented & { showDiff?: boolean };
  if (showDiff === false || (!isLong(actual) && !isLong(expected))) return undefined;
  return { actual, expected };
}

function isLong(value: unknown): boolean {
  return typeof value === "string" ? value.includes("\n") : typeof value === "object" && value !== null;
}
