import assert from "node:assert/strict";
import type * as Fastq from "fastq-v1.16.0";
import { race, type Race } from "../race.ts";

// Pausing a queue for a short while made it run more jobs at once than it was allowed to.
export const fastqResumeConcurrency: Race = race<typeof Fastq>({
  id: "fastq-resume-concurrency",
  package: "fastq",
  buggy: { version: "1.16.0", load: () => import("fastq-v1.16.0") },
  fixed: { version: "1.17.0", load: () => import("fastq-v1.17.0") },
  link: "https://github.com/mcollina/fastq/pull/81",
  kind: "too many at once",
  bug: "resume() starts `concurrency` more workers while the earlier ones still run",

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
      const jobs = [1, 2, 3, 4, 5].map((job) => queue.push(job));

      void sim.stimulus("pause", () => {
        queue.pause();
        void sim.stimulus("resume", () => void queue.resume());
      });
      await Promise.all(jobs);

      assert.ok(most <= 2, `${most} jobs ran at once, and the concurrency is 2`);
    },
});
