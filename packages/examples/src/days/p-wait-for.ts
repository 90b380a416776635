import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { HOUR, SECOND, timeOfDay, until } from "../time-of-day.ts";

// A build is looked at every thirty seconds; it is done at 09:47. The one of the afternoon is given up after an hour, by
// a signal: the package's own `timeout` is `AbortSignal.timeout`, which is the host's.
export const pWaitFor: Day = day({
  package: "p-wait-for",
  kind: "polling",
  load: () => import("p-wait-for"),

  work: async ({ default: waitFor }) => {
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
    const patience = new AbortController();
    setTimeout(() => patience.abort(new Error("too long")), HOUR);
    const build = waitFor(isDone("15:30:00"), { interval: 30 * SECOND, signal: patience.signal });
    await assert.rejects(build, /too long/);
    assert.deepEqual([timeOfDay(), polls], ["15:00:00", 95 + 120]);
    return `done at ${doneAt}; given up at ${timeOfDay()}; ${polls} polls`;
  },
});
