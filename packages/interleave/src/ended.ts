import { dequal } from "dequal";
import type { Failure } from "./failure.ts";

/** How an execution ended. */
export interface Ended {
  /** What the body returned. */
  readonly value: unknown;
  /** Why it failed, if it did. */
  readonly failure: Failure | undefined;
}

/** By what is in them. */
export function sameEnd(a: Ended, b: Ended): boolean {
  if (a.failure === undefined || b.failure === undefined) return a.failure === b.failure && dequal(a.value, b.value);
  return a.failure.kind === b.failure.kind && String(a.failure.error) === String(b.failure.error);
}
