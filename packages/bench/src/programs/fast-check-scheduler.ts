import { assert, asyncProperty, scheduler, type Scheduler } from "fast-check";
import { type Contender, increment } from "./lost-update.ts";

export const fastCheckWaitAll: Contender = scheduling("fc.scheduler, waitAll", (s) => s.waitAll());
export const fastCheckWaitIdle: Contender = scheduling("fc.scheduler, waitIdle", (s) => s.waitIdle());

function scheduling(name: string, wait: (s: Scheduler) => Promise<void>): Contender {
  return {
    name,
    async run({ tasks, awaits }, executions, outcomes) {
      const property = asyncProperty(scheduler(), async (s) => {
        const counter = { value: 0 };
        const moment = (name: string): Promise<void> => s.schedule(settled, name);
        const all = Promise.all(Array.from({ length: tasks }, () => increment(counter, awaits, moment)));
        await wait(s);
        await all;
        outcomes.add(counter.value);
      });
      await assert(property, { numRuns: executions, seed: 1 });
    },
  };
}

const settled = Promise.resolve();
