import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { HOUR, MINUTE, timeOfDay, until } from "../time-of-day.ts";

// The scheduler of React: three updates are due at noon, and the most urgent one is first; a fourth is called off.
export const scheduler: Day = day({
  package: "scheduler",
  kind: "scheduler",
  keeps: "setTimeout, clearTimeout and setImmediate",
  load: () => import("scheduler"),

  work: async ({ default: scheduler }) => {
    const {
      unstable_scheduleCallback: schedule,
      unstable_cancelCallback: cancel,
      unstable_IdlePriority: idle,
      unstable_NormalPriority: normal,
      unstable_UserBlockingPriority: urgent,
    } = scheduler;
    const done: string[] = [];

    await until("09:00");
    schedule(idle, () => void done.push(`${timeOfDay()} statistics`), { delay: 3 * HOUR });
    schedule(normal, () => void done.push(`${timeOfDay()} list`), { delay: 3 * HOUR });
    schedule(urgent, () => void done.push(`${timeOfDay()} cursor`), { delay: 3 * HOUR });
    const news = schedule(normal, () => void done.push(`${timeOfDay()} news`), { delay: 90 * MINUTE });
    await until("10:00");
    cancel(news);
    await until("24:00");

    assert.deepEqual(done, ["12:00:00 cursor", "12:00:00 list", "12:00:00 statistics"]);
    return `${done.length} updates, by urgency: ${done.join(", ")}`;
  },
});
