import { type Body, explore, type ExploreOptions, InterleavingError, type Report } from "@heddle/interleave";

/** The report of an exploration, whether it fails or not: ended by its executions alone, and with no effort to explain. */
export async function reportOf(body: Body, options: ExploreOptions & { maxExecutions: number }): Promise<Report> {
  try {
    return await explore(body, { maxTimeMs: Infinity, minimise: false, ...options });
  } catch (error) {
    if (error instanceof InterleavingError) return error.report;
    throw error;
  }
}
