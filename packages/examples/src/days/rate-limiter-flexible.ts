import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { every, HOUR, MINUTE, SECOND, series, timeOfDay } from "../time-of-day.ts";

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

    const unlocked = series("00:00", 65 * MINUTE, 23);
    assert.deepEqual(
      allowed,
      unlocked.flatMap((first) => series(first, MINUTE, 5)),
    );
    return `${allowed.length} of ${allowed.length + refused} guesses allowed: five every 65 minutes`;
  },
});
