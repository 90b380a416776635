import type { GoldenProgram, Recording } from "./language/golden.ts";
import type { Json } from "./language/grammar.ts";

/**
 * How far two recordings of a program agree, as a ladder:
 *
 * 1. the same ends of coroutines, and final states; 2. the same trace but for messages of exceptions; 3. the same trace;
 * 4. the same number of turns, and timers left.
 */
export type LadderStep = 0 | 1 | 2 | 3 | 4;

export function agreement(expected: Recording, actual: Recording): LadderStep {
  if (!same(ends(expected), ends(actual)) || !same(bare(expected.final), bare(actual.final))) return 0;
  if (!same(bare(expected.trace), bare(actual.trace))) return 1;
  if (!same(expected.trace, actual.trace) || !same(expected.final, actual.final)) return 2;
  return same(expected.meta, actual.meta) ? 4 : 3;
}

/** Where the two part, for people: the first step that differs, with a few before it. */
export function firstDifference(expected: GoldenProgram, actual: Recording): string {
  const { id, title = "generated", trace } = expected;
  const at = Array.from({ length: Math.max(trace.length, actual.trace.length) }, (_, index) => index).find(
    (index) => !same(trace[index], actual.trace[index]),
  );
  if (at !== undefined) {
    const before = trace.slice(Math.max(0, at - 3), at).map((event) => `    ${text(event)}`);
    return [
      `${id} (${title}): step ${at} differs`,
      ...before,
      `  - ${text(trace[at])}`,
      `  + ${text(actual.trace[at])}`,
    ].join("\n");
  }
  const final = expected.final.findIndex((state, index) => !same(state, actual.final[index]));
  if (final >= 0) {
    return `${id} (${title}): final states differ\n  - ${text(expected.final[final])}\n  + ${text(actual.final[final])}`;
  }
  return `${id} (${title}): turns or timers differ\n  - ${text(expected.meta)}\n  + ${text(actual.meta)}`;
}

function ends({ trace }: Recording): string[] {
  const events = trace.filter(([, , event]) => event === "return" || event === "raise");
  return events.map(([, ...rest]) => JSON.stringify(bare(rest))).toSorted();
}

/** Without the messages of exceptions. */
function bare(value: unknown): Json {
  if (!Array.isArray(value)) return value as Json;
  if (value[0] !== "!") return value.map(bare);
  return value.length === 4 ? ["!", value[1] as string, "", bare(value[3])] : ["!", value[1] as string];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
