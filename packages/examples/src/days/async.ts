import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { MINUTE, timeOfDay, until } from "../time-of-day.ts";

// Parcels come in threes, and each of two couriers needs half an hour; a door that does not open is tried three times.
export const asyncLibrary: Day = day({
  package: "async",
  kind: "queue, retry",
  load: () => import("async"),

  work: async ({ default: async }) => {
    const delivered: string[] = [];
    const attempts: string[] = [];
    const deliver = async.queue((parcel: string, done) => {
      setTimeout(() => {
        delivered.push(`${timeOfDay()} ${parcel}`);
        done();
      }, 30 * MINUTE);
    }, 2);
    const ring = async (): Promise<string> => {
      attempts.push(timeOfDay());
      if (attempts.length < 3) throw new Error("nobody opens");
      return "signed";
    };

    await until("09:00");
    void deliver.push(["a", "b", "c"]);
    await deliver.drain();
    await until("12:00");
    const signed = await async.retry({ times: 3, interval: (tried: number) => tried * 10 * MINUTE }, ring);

    assert.equal(signed, "signed");
    assert.deepEqual(delivered, ["09:30:00 a", "09:30:00 b", "10:00:00 c"]);
    assert.deepEqual(attempts, ["12:00:00", "12:10:00", "12:30:00"]);
    return `${delivered.length} parcels by ${delivered.at(-1)?.slice(0, 8)}; ${attempts.length} rings, the last at ${attempts.at(-1)}`;
  },
});
