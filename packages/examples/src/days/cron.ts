import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { HOUR, series, timeOfDay, until } from "../time-of-day.ts";

// The bell rings on the hour from nine to five, on working days; another job is for Sundays.
export const cron: Day = day({
  package: "cron",
  kind: "cron",
  load: () => import("cron"),

  work: async ({ CronJob }) => {
    const rung: string[] = [];
    let sundays = 0;
    const options = { start: true, timeZone: "UTC" };
    const bell = CronJob.from({ ...options, cronTime: "0 0 9-17 * * 1-5", onTick: () => void rung.push(timeOfDay()) });
    const sunday = CronJob.from({ ...options, cronTime: "0 * * * * 0", onTick: () => void sundays++ });

    await until("24:00");
    await bell.stop();
    await sunday.stop();

    assert.deepEqual(rung, series("09:00", HOUR, 9));
    assert.equal(sundays, 0);
    return `rings ${rung.length} times, from ${rung[0]} to ${rung.at(-1)}, on a Monday`;
  },
});
