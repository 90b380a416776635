import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { MINUTE, series, timeOfDay, until, wait } from "../time-of-day.ts";

// Every ten minutes a task of a quarter of an hour falls due: overruns are prevented, so it runs every twenty.
export const toadScheduler: Day = day({
  package: "toad-scheduler",
  kind: "scheduler",
  load: () => import("toad-scheduler"),

  work: async ({ ToadScheduler, SimpleIntervalJob, AsyncTask }) => {
    const ran: string[] = [];
    const task = new AsyncTask("synchronise", async () => {
      ran.push(timeOfDay());
      await wait(15 * MINUTE);
    });
    const scheduler = new ToadScheduler();
    scheduler.addSimpleIntervalJob(new SimpleIntervalJob({ minutes: 10, runImmediately: true }, task));

    await until("24:00");
    scheduler.stop();

    assert.deepEqual(ran, series("00:00", 20 * MINUTE, 72));
    return `runs ${ran.length} times, every 20 minutes; the last at ${ran.at(-1)}`;
  },
});
