import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { byHour, HOUR, SECOND, timeOfDay } from "../time-of-day.ts";

// Eighty requests wait for an API with a quota of twenty an hour, one a second at most.
export const bottleneck: Day = day({
  package: "bottleneck",
  kind: "rate limit",
  load: () => import("bottleneck"),

  work: async ({ default: Bottleneck }) => {
    const limiter = new Bottleneck({
      minTime: SECOND,
      reservoir: 20,
      reservoirRefreshAmount: 20,
      reservoirRefreshInterval: HOUR,
    });
    const times: string[] = [];
    const request = async (): Promise<void> => void times.push(timeOfDay());

    await Promise.all(Array.from({ length: 80 }, () => limiter.schedule(request)));
    await limiter.disconnect();

    const hours = byHour(times);
    assert.equal(hours.size, 4);
    for (const [hour, inHour] of hours) {
      assert.equal(inHour.length, 20);
      assert.deepEqual([inHour[0], inHour.at(-1)], [`${hour}:00:00`, `${hour}:00:19`]);
    }
    return `${times.length} requests, 20 in each of ${hours.size} hours; the last at ${times.at(-1)}`;
  },
});
