import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { byHour, every, MINUTE, SECOND, series, timeOfDay, until } from "../time-of-day.ts";

// Ten minutes of typing in each working hour, saved in a pause, and at the latest after a minute; a hint once in five.
export const lodash: Day = day({
  package: "lodash",
  kind: "debounce, throttle",
  load: () => import("lodash"),

  work: async ({ default: _ }) => {
    let keys = 0;
    const saved: string[] = [];
    const hinted: string[] = [];
    const save = _.debounce(() => saved.push(timeOfDay()), 5 * SECOND, { maxWait: MINUTE });
    const hint = _.throttle(() => hinted.push(timeOfDay()), 5 * MINUTE, { trailing: false });

    for (let hour = 9; hour < 17; hour++) {
      await until(`${hour}:00`);
      await every(2 * SECOND, `${hour}:10`, () => {
        keys++;
        save();
        hint();
      });
    }
    await until("24:00");

    for (const [hour, inHour] of byHour(saved)) assert.deepEqual(inHour, series(`${hour}:01`, MINUTE, 10));
    for (const [hour, inHour] of byHour(hinted)) assert.deepEqual(inHour, series(`${hour}:00`, 5 * MINUTE, 2));
    assert.deepEqual([saved.length, hinted.length], [80, 16]);
    return `${keys} keys, ${saved.length} saves, one a minute while typing; ${hinted.length} hints`;
  },
});
