import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { every, MINUTE, SECOND, series, timeOfDay } from "../time-of-day.ts";

// A thermometer is read every ten seconds and drawn at most every ten minutes.
export const throttleDebounce: Day = day({
  package: "throttle-debounce",
  kind: "throttle",
  load: () => import("throttle-debounce"),

  work: async ({ throttle }) => {
    const drawn: string[] = [];
    let readings = 0;
    const draw = throttle(10 * MINUTE, () => drawn.push(timeOfDay()));

    await every(10 * SECOND, "23:55", () => {
      readings++;
      draw();
    });
    draw.cancel();

    assert.deepEqual(drawn, series("00:00", 10 * MINUTE, 144));
    return `${readings} readings, ${drawn.length} drawn; the last at ${drawn.at(-1)}`;
  },
});
