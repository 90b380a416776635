import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { MINUTE, SECOND, timeOfDay, until, wait } from "../time-of-day.ts";

// Two rushes of four queries on at most three connections; one of them is kept, and the others are closed when idle.
export const tarn: Day = day({
  package: "tarn",
  kind: "pool",
  load: () => import("tarn"),

  work: async ({ Pool }) => {
    let opened = 0;
    const closed: string[] = [];
    const pool = new Pool<object>({
      create: async () => ({ connection: ++opened }),
      destroy: () => void closed.push(timeOfDay()),
      min: 1,
      max: 3,
      idleTimeoutMillis: 5 * MINUTE,
      reapIntervalMillis: MINUTE,
    });
    const begun: string[] = [];
    const query = async (): Promise<void> => {
      const connection = await pool.acquire().promise;
      begun.push(timeOfDay());
      await wait(10 * SECOND);
      pool.release(connection);
    };

    for (const rush of ["09:00", "15:00"]) {
      await until(rush);
      await Promise.all([query(), query(), query(), query()]);
    }
    await until("23:00");
    await pool.destroy();

    assert.deepEqual(begun.slice(0, 4), ["09:00:00", "09:00:00", "09:00:00", "09:00:10"], "the fourth waits");
    assert.equal(opened, 5, "one was kept");
    assert.deepEqual(closed, ["09:06:00", "09:06:00", "15:06:00", "15:06:00", "23:00:00"]);
    return `${begun.length} queries on ${opened} connections; ${closed.length - 1} closed when idle, the last at ${closed.at(-2)}`;
  },
});
