import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { every, MINUTE, series, timeOfDay } from "../time-of-day.ts";

// The price is asked for every minute. While the exchange is down, the circuit lets one question in ten through.
export const cockatiel: Day = day({
  package: "cockatiel",
  kind: "circuit breaker",
  load: () => import("cockatiel"),

  work: async ({ circuitBreaker, ConsecutiveBreaker, handleAll }) => {
    const breaker = circuitBreaker(handleAll, { halfOpenAfter: 10 * MINUTE, breaker: new ConsecutiveBreaker(3) });
    const reachedDead: string[] = [];
    let asked = 0;
    let answered = 0;
    const price = (): void => {
      if (timeOfDay() >= "12:00:00" && timeOfDay() < "13:00:00") {
        reachedDead.push(timeOfDay());
        throw new Error("the exchange is down");
      }
      answered++;
    };

    await every(MINUTE, "24:00", async () => {
      asked++;
      await breaker.execute(price).catch(() => {});
    });

    assert.deepEqual(reachedDead.slice(0, 3), ["12:00:00", "12:01:00", "12:02:00"], "opens");
    assert.deepEqual(reachedDead.slice(3), series("12:12", 10 * MINUTE, 5), "half-open, and fails again");
    assert.equal(answered, asked - 62, "all but those from 12:00 to 13:01");
    return `${asked} calls, ${answered} answered; only ${reachedDead.length} of 60 reached the dead server`;
  },
});
