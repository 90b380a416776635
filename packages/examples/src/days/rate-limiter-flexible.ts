import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { every, HOUR, MINUTE, SECOND, timeOfDay } from "../time-of-day.ts";

// Somebody guesses a password once a minute. Five guesses in a quarter of an hour are allowed; the sixth locks for an hour.
export const rateLimiterFlexible: Day = day({
  package: "rate-limiter-flexible",
  kind: "rate limit",
  load: () => import("rate-limiter-flexible"),

  work: async ({ RateLimiterMemory }) => {
    const guesses = new RateLimiterMemory({
      points: 5,
      duration: (15 * MINUTE) / SECOND,
      blockDuration: HOUR / SECOND,
    });
    const allowed: string[] = [];
    let refused = 0;
    const guess = (): Promise<unknown> =>
      guesses.consume("10.0.0.1").then(
        () => allowed.push(timeOfDay()),
        () => refused++,
      );

    await every(MINUTE, "24:00", guess);

    assert.deepEqual(allowed.slice(0, 7), [
      ...["00:00:00", "00:01:00", "00:02:00", "00:03:00", "00:04:00"], // locked at 00:05
      ...["01:05:00", "01:06:00"],
    ]);
    assert.deepEqual([allowed.length, refused], [115, 1440 - 115], "five guesses every 65 minutes");
    return `${allowed.length} of ${allowed.length + refused} guesses allowed: five every 65 minutes`;
  },
});
