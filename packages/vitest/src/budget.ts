/** Vitest's own default. */
export const DEFAULT_TIMEOUT_MS = 5000;

/** What `explore` takes where nobody says anything. */
const DEFAULT_EXPLORATION_MS = 4000;

/** What a failure costs after it was found: it is made small, and run once more. */
const AFTERMATH_MS = 2000;

/** How long the exploration of a test may take, in real milliseconds, so that vitest never ends it from outside. */
export function explorationMs(wantedMs: number | undefined, timeoutMs: number): number {
  const budgetMs = wantedMs ?? DEFAULT_EXPLORATION_MS;
  const isEndless = timeoutMs <= 0 || timeoutMs === Infinity;
  return isEndless ? budgetMs : Math.min(budgetMs, Math.max(timeoutMs - AFTERMATH_MS, timeoutMs / 2));
}

/** The timeout, in milliseconds, of a test with these options; `undefined` for vitest's own. */
export function timeoutFor({ timeout, maxTimeMs }: { timeout?: number; maxTimeMs?: number }): number | undefined {
  if (timeout !== undefined || maxTimeMs === undefined) return timeout;
  const neededMs = maxTimeMs + AFTERMATH_MS;
  return neededMs > DEFAULT_TIMEOUT_MS ? neededMs : undefined;
}
