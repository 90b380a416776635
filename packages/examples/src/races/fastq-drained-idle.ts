import type * as Fastq from "fastq-v1.14.0";
import { race, type Race } from "../race.ts";

// A graceful shutdown hung when it came just after the last job had ended.
export const fastqDrainedIdle: Race = race<typeof Fastq>({
  id: "fastq-drained-idle",
  package: "fastq",
  buggy: { version: "1.14.0", load: () => import("fastq-v1.14.0") },
  fixed: { version: "1.15.0", load: () => import("fastq-v1.15.0") },
  link: "https://github.com/mcollina/fastq/pull/64",
  kind: "lost wake-up",
  bug: "drained(), called when the last job has ended, never resolves",

  body:
    ({ default: fastq }) =>
    async (sim) => {
      const queue = fastq.promise((job: number) => sim.io(`job ${job}`, () => undefined), 2);
      const jobs = [1, 2, 3].map((job) => queue.push(job));

      await sim.stimulus("shutdown", () => queue.drained()); // resolves, or this never ends
      await Promise.all(jobs);
    },
});
