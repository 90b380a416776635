import assert from "node:assert/strict";
import type * as PTimeout from "p-timeout-v6.1.1";
import { race, type Race } from "../race.ts";

// The user had cancelled, and a second later the fallback ran all the same.
export const pTimeoutAbortTimer: Race = race<typeof PTimeout>({
  id: "p-timeout-abort-timer",
  package: "p-timeout",
  buggy: { version: "6.1.1", load: () => import("p-timeout-v6.1.1") },
  fixed: { version: "6.1.2", load: () => import("p-timeout-v6.1.2") },
  link: "https://github.com/sindresorhus/p-timeout/pull/36",
  kind: "cancels too little",
  bug: "abort() leaves the timer armed: the fallback runs after the call was aborted",
  horizonMs: 5000,

  body:
    ({ default: pTimeout }) =>
    async (sim) => {
      const signal = sim.signal("user cancels");
      let afterAbort = false;
      const fallback = (): string => {
        afterAbort = signal.aborted;
        return "fallback";
      };

      const request = sim.io("request", () => "answer");
      await pTimeout(request, { milliseconds: 1000, signal, fallback }).catch(() => "cancelled");
      await sim.idle();

      assert.equal(afterAbort, false, "the fallback ran after the user had cancelled");
    },
});
