import assert from "node:assert/strict";
import type * as Opossum from "opossum-v4.1.0";
import { race, type Race } from "../race.ts";

// A circuit that had just opened let calls through to the broken service again, too early.
export const opossumStaleResetTimer: Race = race<typeof Opossum>({
  id: "opossum-stale-reset-timer",
  package: "opossum",
  buggy: { version: "4.1.0", load: () => import("opossum-v4.1.0") },
  fixed: { version: "4.2.1", load: () => import("opossum-v4.2.1") },
  link: "https://github.com/nodeshift/opossum/pull/383",
  kind: "stale timer",
  bug: "the reset timer of an earlier opening, which was closed by hand, half-opens the circuit too early",
  horizonMs: 4000,

  body:
    ({ default: CircuitBreaker }) =>
    async (sim) => {
      const resetTimeout = 2000;
      const down = (): never => {
        throw new Error("down");
      };
      const breaker = new CircuitBreaker(() => sim.io("call", down), {
        timeout: false,
        resetTimeout,
        errorThresholdPercentage: 1,
        rollingCountTimeout: 10_000,
      });
      let openedMs = 0;
      let shortestMs = Infinity;
      breaker.on("open", () => (openedMs = sim.now()));
      breaker.on("halfOpen", () => (shortestMs = Math.min(shortestMs, sim.now() - openedMs)));
      const fire = (): Promise<unknown> => breaker.fire().catch(() => undefined);

      await fire();
      void sim.stimulus("operator closes, next call", async () => {
        if (!breaker.opened) return;
        breaker.close();
        await fire();
      });
      await sim.idle();
      breaker.shutdown();

      assert.ok(
        shortestMs >= resetTimeout,
        `half-open ${shortestMs} ms after it opened: the reset timeout is ${resetTimeout} ms`,
      );
    },
});
