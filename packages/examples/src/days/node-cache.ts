import assert from "node:assert/strict";
import { type Day, day } from "../day.ts";
import { HOUR, MINUTE, SECOND, timeOfDay, until } from "../time-of-day.ts";

// A session ends an hour after its last request; the cache looks for ended ones every ten minutes.
export const nodeCache: Day = day({
  package: "node-cache",
  kind: "cache",
  load: () => import("node-cache"),

  work: async ({ default: NodeCache }) => {
    const sessions = new NodeCache({ stdTTL: HOUR / SECOND, checkperiod: (10 * MINUTE) / SECOND });
    const ended: string[] = [];
    sessions.on("expired", (user: string) => ended.push(`${timeOfDay()} ${user}`));

    await until("08:00");
    sessions.set("ann", {});
    await until("08:03");
    sessions.set("bob", {});
    await until("08:45");
    sessions.ttl("ann"); // she is still there
    await until("09:02:59");
    assert.equal(sessions.has("bob"), true);
    await until("24:00");
    sessions.close();

    assert.deepEqual(ended, ["09:10:00 bob", "09:50:00 ann"]);
    return `${ended.length} sessions ended: ${ended.join(", ")}`;
  },
});
