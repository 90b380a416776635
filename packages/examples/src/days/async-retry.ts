import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { MINUTE, timeOfDay, until } from "../time-of-day.ts";

// A backup is tried with ever longer pauses; the one of the evening is refused for good, and not tried again.
export const asyncRetry: Day = day({
  package: "async-retry",
  kind: "retry",
  load: () => import("async-retry"),

  work: async ({ default: retry }) => {
    const attempts: string[] = [];
    const backUp = (bail: (error: Error) => void): string => {
      attempts.push(timeOfDay());
      if (timeOfDay() < "04:00:00") throw new Error("the disk is busy");
      if (timeOfDay() > "20:00:00") bail(new Error("the disk is full"));
      return "done";
    };
    const options = { retries: 5, minTimeout: MINUTE, factor: 3, maxTimeout: 120 * MINUTE, randomize: false };

    await until("03:00");
    assert.equal(await retry(backUp, options), "done");
    await until("21:00");
    await assert.rejects(retry(backUp, options), /the disk is full/);

    assert.deepEqual(attempts, ["03:00:00", "03:01:00", "03:04:00", "03:13:00", "03:40:00", "05:01:00", "21:00:00"]);
    return `${attempts.length - 1} attempts in the night, each wait thrice the last; bails out at ${attempts.at(-1)}`;
  },
});
