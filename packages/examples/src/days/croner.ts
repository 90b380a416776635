import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { HOUR, series, timeOfDay, until } from "../time-of-day.ts";

// Logs are rotated at half past every hour; a job of three runs stops by itself.
export const croner: Day = day({
  package: "croner",
  kind: "cron",
  load: () => import("croner"),

  work: async ({ Cron }) => {
    const rotated: string[] = [];
    const checked: string[] = [];
    const rotation = new Cron("0 30 * * * *", { utcOffset: 0 }, () => void rotated.push(timeOfDay()));
    const check = new Cron("*/20 * * * * *", { utcOffset: 0, maxRuns: 3 }, () => void checked.push(timeOfDay()));

    await until("24:00");
    rotation.stop();

    assert.deepEqual(rotated, series("00:30", HOUR, 24));
    assert.deepEqual(checked, ["00:00:20", "00:00:40", "00:01:00"]);
    assert.equal(check.nextRun(), null);
    return `rotates ${rotated.length} times, from ${rotated[0]} to ${rotated.at(-1)}; ${checked.length} checks`;
  },
});
