import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { timeOfDay, until } from "../time-of-day.ts";

// The nightly report finds the server down, and is sent as soon as an attempt falls into the time after.
export const pRetry: Day = day({
  package: "p-retry",
  kind: "retry",
  load: () => import("p-retry"),

  work: async ({ default: retry }) => {
    const attempts: string[] = [];
    const send = (): void => {
      attempts.push(timeOfDay());
      if (timeOfDay() < "02:10:00") throw new Error("the server is down");
    };

    await until("02:00");
    await retry(send, { retries: 10, minTimeout: 1000, factor: 2 });

    assert.deepEqual(attempts, [
      "02:00:00",
      "02:00:01",
      "02:00:03",
      "02:00:07",
      "02:00:15",
      "02:00:31",
      "02:01:03",
      "02:02:07",
      "02:04:15",
      "02:08:31",
      "02:17:03",
    ]);
    return `${attempts.length} attempts, each wait twice the last; sent at ${attempts.at(-1)}`;
  },
});
