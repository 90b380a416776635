import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { every, HOUR, MINUTE, series, timeOfDay } from "../time-of-day.ts";

// A token that is good for an hour is needed every ten minutes.
export const keyv: Day = day({
  package: "keyv",
  kind: "cache",
  load: () => import("keyv"),

  work: async ({ default: Keyv }) => {
    const tokens = new Keyv<string>({ ttl: HOUR });
    const issued: string[] = [];
    let needed = 0;

    await every(10 * MINUTE, "24:00", async () => {
      needed++;
      if ((await tokens.get("token")) !== undefined) return;
      issued.push(timeOfDay());
      await tokens.set("token", `issued at ${timeOfDay()}`);
    });

    assert.deepEqual(issued, series("00:00", 70 * MINUTE, 21));
    return `needed ${needed} times, issued ${issued.length} times, every 70 minutes`;
  },
});
