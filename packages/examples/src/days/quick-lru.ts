import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { every, MINUTE, series, timeOfDay } from "../time-of-day.ts";

// The weather is asked for every minute, and fetched when what is known is a quarter of an hour old.
export const quickLru: Day = day({
  package: "quick-lru",
  kind: "cache",
  load: () => import("quick-lru"),

  work: async ({ default: QuickLRU }) => {
    const dropped: string[] = [];
    const weather = new QuickLRU<string, string>({
      maxSize: 100,
      maxAge: 15 * MINUTE,
      onEviction: (_place, then) => dropped.push(then),
    });
    const fetched: string[] = [];
    let asked = 0;

    await every(MINUTE, "24:00", () => {
      asked++;
      if (weather.has("Oslo")) return;
      fetched.push(timeOfDay());
      weather.set("Oslo", timeOfDay());
    });

    assert.deepEqual(fetched, series("00:00", 15 * MINUTE, 96));
    assert.deepEqual(dropped, fetched.slice(0, -1));
    return `asked ${asked} times, fetched ${fetched.length} times, every 15 minutes`;
  },
});
