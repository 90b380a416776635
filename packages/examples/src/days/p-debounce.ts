import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { every, SECOND, timeOfDay, until } from "../time-of-day.ts";

// Somebody types for ten minutes at the beginning of each working hour, and what is written is saved in each pause.
export const pDebounce: Day = day({
  package: "p-debounce",
  kind: "debounce",
  load: () => import("p-debounce"),

  work: async ({ default: debounce }) => {
    const saved: string[] = [];
    const saves = new Set<Promise<unknown>>();
    let keys = 0;
    const save = debounce(async (text: string) => void saved.push(`${timeOfDay()} ${text}`), 5 * SECOND);

    for (let hour = 9; hour < 17; hour++) {
      await until(`${hour}:00`);
      await every(2 * SECOND, `${hour}:10`, () => void saves.add(save(`${++keys} keys`)));
    }
    await Promise.all(saves);

    assert.deepEqual(saved, [
      "09:10:03 300 keys",
      "10:10:03 600 keys",
      "11:10:03 900 keys",
      "12:10:03 1200 keys",
      "13:10:03 1500 keys",
      "14:10:03 1800 keys",
      "15:10:03 2100 keys",
      "16:10:03 2400 keys",
    ]);
    return `${keys} keys, ${saved.length} saves, each 5 s after the last key`;
  },
});
