import assert from "node:assert/strict";
import type * as Fastq from "fastq-v1.20.1";
import { race, type Race } from "../race.ts";

// A queue with concurrency 2 ran three jobs at once after its waiting jobs had been aborted.
export const fastqAbortCount: Race = race<typeof Fastq>({
  id: "fastq-abort-count",
  package: "fastq",
  buggy: { version: "1.20.1", load: () => import("fastq-v1.20.1") },
  fixed: { version: "1.20.2", load: () => import("fastq-v1.20.2") },
  link: "https://github.com/mcollina/fastq/pull/107",
  kind: "too many at once",
  bug: "abort() counts the aborted jobs as finished ones: more than `concurrency` run afterwards",

  body:
    ({ default: fastq }) =>
    async (sim) => {
      let running = 0;
      let most = 0;
      const queue = fastq.promise(async (job: number) => {
        most = Math.max(most, ++running);
        await sim.io(`job ${job}`, () => undefined);
        running--;
      }, 2);
      const push = (...jobs: number[]): Promise<unknown> => Promise.allSettled(jobs.map((job) => queue.push(job)));

      await Promise.all([
        push(1, 2, 3, 4),
        sim.stimulus("abort what waits", () => void queue.abort()),
        sim.stimulus("more jobs", () => push(5, 6, 7)),
      ]);

      assert.ok(most <= 2, `${most} jobs ran at once, and the concurrency is 2`);
    },
});
