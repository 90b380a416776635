import assert from "node:assert/strict";
import ExpiryMap from "expiry-map";
import { type Day, day } from "../day.ts";
import { every, MINUTE, SECOND, series, timeOfDay, wait } from "../time-of-day.ts";

// A slow answer is kept for half an hour by an expiry-map; whoever asks meanwhile shares the one that is under way.
export const pMemoize: Day = day({
  package: "p-memoize",
  kind: "cache",
  load: () => import("p-memoize"),

  work: async ({ default: memoize }) => {
    const computed: string[] = [];
    const report = async (_name: string): Promise<string> => {
      computed.push(timeOfDay());
      await wait(2 * SECOND);
      return "report";
    };
    const cached = memoize(report, { cache: new ExpiryMap<string, string>(30 * MINUTE) });
    let answers = 0;
    const ask = async (): Promise<void> => {
      await cached("sales");
      answers++;
    };

    await every(10 * SECOND, "24:00", () => Promise.all([ask(), ask()]));

    assert.deepEqual(computed, series("00:00", 30 * MINUTE + 10 * SECOND, 48));
    assert.equal(answers, 2 * 6 * 60 * 24);
    return `asked ${answers} times, computed ${computed.length} times, the last at ${computed.at(-1)}`;
  },
});
