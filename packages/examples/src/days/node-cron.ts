import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { HOUR, series, timeOfDay, until, wait } from "../time-of-day.ts";

// A job of three hours every two hours, which must not run twice at once: every second time it is left out.
export const nodeCron: Day = day({
  package: "node-cron",
  kind: "cron",
  load: () => import("node-cron"),

  work: async ({ default: cron }) => {
    const ran: string[] = [];
    const leftOut: string[] = [];
    const job = async (): Promise<void> => {
      ran.push(timeOfDay());
      await wait(3 * HOUR);
    };
    const note = (): void => {};
    const logger = { info: note, warn: () => void leftOut.push(timeOfDay()), error: note, debug: note };
    const task = cron.schedule("0 */2 * * *", job, { timezone: "UTC", noOverlap: true, logger });

    await until("24:00");
    await task.destroy();

    assert.deepEqual(ran, series("02:00", 4 * HOUR, 6));
    assert.deepEqual(leftOut, series("04:00", 4 * HOUR, 5));
    return `runs ${ran.length} times, and is left out ${leftOut.length} times because it still runs`;
  },
});
