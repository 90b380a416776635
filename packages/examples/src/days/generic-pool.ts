import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { byHour, MINUTE, SECOND, timeOfDay, until, wait } from "../time-of-day.ts";

// Three rushes of five queries. Connections that have been idle for five minutes are closed, three a minute.
export const genericPool: Day = day({
  package: "generic-pool",
  kind: "pool",
  load: () => import("generic-pool"),

  work: async ({ createPool }) => {
    let opened = 0;
    let queries = 0;
    const closed: string[] = [];
    const pool = createPool(
      { create: async () => ++opened, destroy: async () => void closed.push(timeOfDay()) },
      { max: 5, idleTimeoutMillis: 5 * MINUTE, evictionRunIntervalMillis: MINUTE },
    );
    const query = async (): Promise<void> => {
      await pool.use(() => wait(10 * SECOND));
      queries++;
    };

    for (const rush of ["08:00", "12:00", "18:00"]) {
      await until(rush);
      await Promise.all([query(), query(), query(), query(), query()]);
      await Promise.all([query(), query(), query()]);
    }
    await until("24:00");
    await pool.drain();

    assert.deepEqual([opened, closed.length], [15, 15]);
    for (const [hour, inHour] of byHour(closed)) {
      assert.deepEqual(inHour, [`${hour}:06:00`, `${hour}:06:00`, `${hour}:06:00`, `${hour}:07:00`, `${hour}:07:00`]);
    }
    return `${queries} queries on ${opened} connections; all ${closed.length} closed when idle, the last at ${closed.at(-1)}`;
  },
});
