import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { HOUR, SECOND, timeOfDay, until } from "../time-of-day.ts";

// A build is looked at every thirty seconds; it is done at 09:47. The one of the afternoon is given up after an hour.
export const pWaitFor: Day = day({
  package: "p-wait-for",
  kind: "polling",
  load: () => import("p-wait-for"),

  work: async ({ default: waitFor, TimeoutError }) => {
    let polls = 0;
    const isDone = (time: string) => (): boolean => {
      polls++;
      return timeOfDay() >= time;
    };

    await until("09:00");
    await waitFor(isDone("09:47:00"), { interval: 30 * SECOND });
    const doneAt = timeOfDay();
    assert.deepEqual([doneAt, polls], ["09:47:00", 95]);

    await until("14:00");
    const build = waitFor(isDone("15:30:00"), { interval: 30 * SECOND, timeout: HOUR });
    await assert.rejects(build, TimeoutError);
    assert.deepEqual([timeOfDay(), polls], ["15:00:00", 95 + 120]);
    return `done at ${doneAt}; given up at ${timeOfDay()}; ${polls} polls`;
  },
});
