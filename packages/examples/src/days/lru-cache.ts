import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { every, MINUTE, series, timeOfDay, until } from "../time-of-day.ts";

// An exchange rate is asked for every minute, and is good for ten: one that is older is fetched again.
export const lruCache: Day = day({
  package: "lru-cache",
  kind: "cache",
  load: () => import("lru-cache"),

  work: async ({ LRUCache }) => {
    const fetched: string[] = [];
    const rates = new LRUCache<string, string>({
      max: 100,
      ttl: 10 * MINUTE,
      fetchMethod: async () => {
        fetched.push(timeOfDay());
        return `rate of ${timeOfDay()}`;
      },
    });
    let asked = 0;

    await until("06:00");
    await every(MINUTE, "24:00", async () => {
      asked++;
      assert.equal(await rates.fetch("EUR"), `rate of ${fetched.at(-1)}`);
    });

    assert.deepEqual(fetched, series("06:00", 11 * MINUTE, 99));
    return `asked ${asked} times, fetched ${fetched.length} times, every 11 minutes`;
  },
});
