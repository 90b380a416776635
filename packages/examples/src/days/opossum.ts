import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { every, HOUR, MINUTE, SECOND, timeOfDay, wait } from "../time-of-day.ts";

// A payment every five minutes; from eight to ten the service takes an hour to answer, and time is up after 3 s.
export const opossum: Day = day({
  package: "opossum",
  kind: "circuit breaker",
  load: () => import("opossum"),

  work: async ({ default: CircuitBreaker }) => {
    const pay = async (): Promise<string> => {
      await wait(timeOfDay() >= "08:00:00" && timeOfDay() < "10:00:00" ? HOUR : 100);
      return "paid";
    };
    const breaker = new CircuitBreaker(pay, {
      timeout: 3 * SECOND,
      resetTimeout: 30 * MINUTE,
      rollingCountTimeout: MINUTE, // no earlier payment counts
      rollingCountBuckets: 1,
      rollingPercentilesEnabled: false,
    });
    breaker.fallback(() => "later");
    const changes: string[] = [];
    breaker.on("open", () => changes.push(`${timeOfDay()} open`));
    breaker.on("halfOpen", () => changes.push(`${timeOfDay()} halfOpen`));
    breaker.on("close", () => changes.push(`${timeOfDay()} close`));
    const answers: string[] = [];

    await every(5 * MINUTE, "24:00", async () => answers.push(await breaker.fire()));
    breaker.shutdown();

    assert.deepEqual(changes, [
      "08:00:03 open",
      "08:30:03 halfOpen",
      "08:35:03 open",
      "09:05:03 halfOpen",
      "09:10:03 open",
      "09:40:03 halfOpen",
      "09:45:03 open",
      "10:15:03 halfOpen",
      "10:20:00 close",
    ]);
    const later = answers.filter((answer) => answer === "later").length;
    assert.deepEqual([answers.length, later], [288, 28]);
    const tries = changes.filter((change) => change.endsWith("halfOpen")).length;
    const [opened, closed] = [changes[0]?.slice(0, 8), changes.at(-1)?.slice(0, 8)];
    return `${answers.length} payments, ${later} put off; open from ${opened} to ${closed}, with ${tries} tries`;
  },
});
