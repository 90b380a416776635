import { explore, type ExploreOptions, InterleavingError, type Report } from "@heddle/interleave";
import type { Race } from "./race.ts";

/** What was found in a race: before the fix, and after it. */
export interface Study {
  readonly race: Race;
  readonly buggy: Report;
  readonly fixed: Report;
  /** Real milliseconds, for both. */
  readonly elapsedMs: number;
}

/** Enough to finish nearly all of them, and little enough to wait for. */
const FIXED_BUDGET = { maxExecutions: 20_000, maxTimeMs: 3000 } as const;

/** Explores both versions; tells `onProgress` what it is at. */
export async function study(race: Race, onProgress?: (text: string) => void): Promise<Study> {
  const began = performance.now();
  const reported = (version: string): Pick<ExploreOptions, "onProgress"> =>
    onProgress === undefined
      ? {}
      : {
          onProgress: ({ executions }) =>
            onProgress(`${race.id}: ${race.package} ${version}, ${executions} executions …`),
        };
  const buggy = await reportOn(race, "buggy", reported(race.buggy));
  const fixed = await reportOn(race, "fixed", { ...FIXED_BUDGET, ...reported(race.fixed) });
  return { race, buggy, fixed, elapsedMs: performance.now() - began };
}

/** The report of an exploration, whether it fails or not. */
export async function reportOn(
  race: Race,
  version: "buggy" | "fixed",
  options: ExploreOptions = {},
  scale = 0,
): Promise<Report> {
  const body = await race.body(version, scale);
  try {
    return await explore(body, { ...race.options, ...options });
  } catch (error) {
    if (error instanceof InterleavingError) return error.report;
    throw error;
  }
}

/** Whether the bug was found before the fix, and nothing after it. */
export function isAsClaimed({ buggy, fixed }: Study): boolean {
  return isRaceFound(buggy) && fixed.failure === undefined;
}

/** Something failed, and it is the race: not the exploration. */
export function isRaceFound({ failure }: Report): boolean {
  return failure !== undefined && failure.kind !== "external wait" && failure.kind !== "nondeterminism";
}
