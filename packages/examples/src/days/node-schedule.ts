import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { MINUTE, series, timeOfDay, until } from "../time-of-day.ts";

// A bus leaves every twenty minutes from eight to eleven; a reminder is for one moment.
export const nodeSchedule: Day = day({
  package: "node-schedule",
  kind: "cron",
  load: () => import("node-schedule"),

  work: async ({ default: schedule }) => {
    const buses: string[] = [];
    const reminders: string[] = [];
    const rule = new schedule.RecurrenceRule();
    rule.tz = "Etc/UTC";
    rule.hour = new schedule.Range(8, 10);
    rule.minute = [0, 20, 40];
    const bus = schedule.scheduleJob(rule, () => void buses.push(timeOfDay()));
    schedule.scheduleJob(new Date("2024-01-01T16:45:00Z"), () => void reminders.push(timeOfDay()));

    await until("24:00");
    bus.cancel();

    assert.deepEqual(buses, series("08:00", 20 * MINUTE, 9));
    assert.deepEqual(reminders, ["16:45:00"]);
    return `${buses.length} buses, from ${buses[0]} to ${buses.at(-1)}; a reminder at ${reminders[0]}`;
  },
});
