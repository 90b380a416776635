import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { byHour, HOUR, SECOND, timeOfDay, wait } from "../time-of-day.ts";

// Videos are converted two at a time, half a minute each, and at most sixty an hour.
export const pQueue: Day = day({
  package: "p-queue",
  kind: "queue",
  load: () => import("p-queue"),

  work: async ({ default: PQueue }) => {
    const queue = new PQueue({ concurrency: 2, interval: HOUR, intervalCap: 60 });
    const started: string[] = [];
    let mostAtOnce = 0;
    const convert = async (): Promise<void> => {
      started.push(timeOfDay());
      mostAtOnce = Math.max(mostAtOnce, queue.pending);
      await wait(30 * SECOND);
    };

    await queue.addAll(Array.from({ length: 1440 }, () => convert));

    for (const [hour, inHour] of byHour(started)) {
      assert.equal(inHour.length, 60);
      assert.deepEqual([inHour[0], inHour.at(-1)], [`${hour}:00:00`, `${hour}:14:30`]);
    }
    assert.equal(mostAtOnce, 2);
    assert.equal(timeOfDay(), "23:15:00");
    return `${started.length} jobs, 60 an hour, ${mostAtOnce} at once; the last ends at ${timeOfDay()}`;
  },
});
