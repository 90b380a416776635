import { asyncProperty, check, scheduler } from "fast-check";
import type { ExploreOptions, Report } from "@heddle/interleave";
import { medianOverSeeds } from "./median.ts";
import type { Hunt } from "./programs/hunts.ts";
import { reportOf } from "./report-of.ts";
import { integer, table, within } from "./table.ts";

/** Under which options Heddle hunts; the strategy is always the default. */
export type Model = "one moment" | "declared" | "two moments";

const MODELS: Record<Model, { readonly options: ExploreOptions; readonly collapse: boolean }> = {
  "one moment": { options: { starts: "in order" }, collapse: true },
  declared: { options: { starts: "in order", footprints: "declared" }, collapse: true },
  "two moments": { options: {}, collapse: false },
};

/**
 * How many executions until the order is found, or all have been seen?
 *
 * @param options - over how many seeds the median of a random walk is taken; and how many executions any of them may take
 */
export async function hunting(
  hunts: readonly Hunt[],
  { seeds, most }: { seeds: number; most: number },
): Promise<string> {
  const rows: string[][] = [];
  for (const hunt of hunts) {
    rows.push([
      hunt.name,
      integer(hunt.orders),
      within(most, await medianOverSeeds(seeds, (seed) => fastCheck(hunt, seed, most))),
      needed(await heddle(hunt, "one moment", most)),
      hunt.wanted === undefined ? needed(await heddle(hunt, "declared", most)) : "",
      needed(await heddle(hunt, "two moments", most)),
    ]);
  }
  const header = ["", "orders", `fc.scheduler, median of ${seeds}`, "Heddle", "with footprints", "Heddle, two moments"];
  return `${table(header, rows)}\n
fc.scheduler, Heddle: tasks start in order, a wait is one moment. Two moments: a call and its response apart, starts are
events, as by default: many more orders. Heddle is asked with its default strategy and seed; > means given up there.`;
}

/** Explores until the order that is looked for fails, or all have been run. */
export async function heddle(hunt: Hunt, model: Model, maxExecutions: number): Promise<Report> {
  const { options, collapse } = MODELS[model];
  return reportOf(
    async (sim) => {
      const taken: string[] = [];
      const tasks: Record<string, () => Promise<void>> = {};
      for (const [name, work] of Object.entries(hunt.tasks((value) => sim.shared(value)))) {
        const moment = async (step: string): Promise<void> => {
          await sim.io(step, nothing, { collapse });
          taken.push(name);
        };
        tasks[name] = () => work(moment);
      }
      await sim.all(tasks);
      if (taken.join(" ") === hunt.wanted) throw new Error("found");
    },
    { ...options, maxExecutions },
  );
}

function nothing(): void {}

function needed({ failure, coverage, statistics }: Report): string {
  const isDone = failure !== undefined || coverage.kind === "complete";
  return `${isDone ? "" : "> "}${integer(statistics.executions)}`;
}

/** How many runs a random walk of fast-check's takes; `Infinity` if it takes more than it may. */
export async function fastCheck(hunt: Hunt, seed: number, most: number): Promise<number> {
  const seen = new Set<string>();
  const property = asyncProperty(scheduler(), async (s) => {
    const taken: string[] = [];
    const work = Object.entries(hunt.tasks((value) => value)).map(([name, task]) =>
      task(async (step) => {
        await s.schedule(Promise.resolve(), step);
        taken.push(name);
      }),
    );
    await s.waitIdle();
    await Promise.all(work);
    const order = taken.join(" ");
    seen.add(order);
    return hunt.wanted === undefined ? seen.size < hunt.orders : order !== hunt.wanted;
  });
  const { failed, numRuns } = await check(property, { numRuns: most, seed, endOnFailure: true });
  return failed ? numRuns : Infinity;
}
