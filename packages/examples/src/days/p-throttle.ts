import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { MINUTE, timeOfDay } from "../time-of-day.ts";

// A thousand mails are handed over at midnight, and the provider takes ten a minute.
export const pThrottle: Day = day({
  package: "p-throttle",
  kind: "rate limit",
  load: () => import("p-throttle"),

  work: async ({ default: throttle }) => {
    const sent = new Map<string, number>();
    const send = throttle({ limit: 10, interval: MINUTE })(async (_mail: number) => {
      sent.set(timeOfDay(), (sent.get(timeOfDay()) ?? 0) + 1);
    });

    await Promise.all(Array.from({ length: 1000 }, (_, mail) => send(mail)));

    assert.equal(sent.size, 100);
    assert.ok([...sent.values()].every((count) => count === 10));
    assert.equal(timeOfDay(), "01:39:00");
    return `1000 mails in ${sent.size} batches of 10, a minute apart; the last at ${timeOfDay()}`;
  },
});
