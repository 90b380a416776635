import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { byHour, timeOfDay } from "../time-of-day.ts";

// A crawler takes a token for each page, and gets 150 an hour.
export const limiter: Day = day({
  package: "limiter",
  kind: "rate limit",
  load: () => import("limiter"),

  work: async ({ RateLimiter }) => {
    const limiter = new RateLimiter({ tokensPerInterval: 150, interval: "hour" });
    const fetched: string[] = [];

    for (let page = 0; page < 3600; page++) {
      await limiter.removeTokens(1);
      fetched.push(timeOfDay());
    }

    const hours = byHour(fetched);
    assert.equal(hours.size, 24);
    assert.ok([...hours.values()].every((inHour) => inHour.length === 150));
    return `${fetched.length} pages, 150 in each of ${hours.size} hours; the last at ${fetched.at(-1)}`;
  },
});
