import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { HOUR, MINUTE, series, timeOfDay, until } from "../time-of-day.ts";

// Motion switches the light on; five minutes without any switch it off. Meanwhile the meter is read on the hour.
export const rxjs: Day = day({
  package: "rxjs",
  kind: "streams",
  load: () => import("rxjs"),

  work: async ({ debounceTime, distinctUntilChanged, interval, map, merge, Subject }) => {
    const motion = new Subject<void>();
    const on = motion.pipe(map(() => "on"));
    const off = motion.pipe(
      debounceTime(5 * MINUTE),
      map(() => "off"),
    );
    const light: string[] = [];
    const meter: string[] = [];
    const subscription = merge(on, off)
      .pipe(distinctUntilChanged())
      .subscribe((state) => light.push(`${timeOfDay()} ${state}`));
    subscription.add(interval(HOUR).subscribe(() => meter.push(timeOfDay())));

    for (const time of ["06:30", "06:33", "06:37", "18:00", "18:04:59", "22:15"]) {
      await until(time);
      motion.next();
    }
    await until("24:00");
    subscription.unsubscribe();

    assert.deepEqual(light, [
      "06:30:00 on",
      "06:42:00 off",
      "18:00:00 on",
      "18:09:59 off",
      "22:15:00 on",
      "22:20:00 off",
    ]);
    assert.deepEqual(meter, series("01:00", HOUR, 23));
    return `the light goes on ${light.length / 2} times; ${meter.length} readings on the hour`;
  },
});
