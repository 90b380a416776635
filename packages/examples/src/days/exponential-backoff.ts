import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { MINUTE, SECOND, series, timeOfDay, until } from "../time-of-day.ts";

// A connection is lost for ten minutes: the waits double until they have reached a minute.
export const exponentialBackoff: Day = day({
  package: "exponential-backoff",
  kind: "back-off",
  load: () => import("exponential-backoff"),

  work: async ({ backOff }) => {
    const attempts: string[] = [];
    const connect = async (): Promise<void> => {
      attempts.push(timeOfDay());
      if (timeOfDay() < "12:10:00") throw new Error("no network");
    };

    await until("12:00");
    await backOff(connect, { startingDelay: SECOND, timeMultiple: 2, maxDelay: MINUTE, numOfAttempts: 100 });

    const doubling = ["12:00:00", "12:00:01", "12:00:03", "12:00:07", "12:00:15", "12:00:31", "12:01:03"];
    assert.deepEqual(attempts, [...doubling, ...series("12:02:03", MINUTE, 9)]);
    return `${attempts.length} attempts, the last nine a minute apart; connected at ${attempts.at(-1)}`;
  },
});
