import assert from "node:assert/strict";
import type * as Tarn from "tarn-v3.0.0";
import { race, type Race } from "../race.ts";

// After one connection attempt had hung, nobody got a connection any more, though the pool was empty.
export const tarnCreateTimeout: Race = race<typeof Tarn>({
  id: "tarn-create-timeout",
  package: "tarn",
  buggy: { version: "2.0.0", load: () => import("tarn-v2.0.0") },
  fixed: { version: "3.0.0", load: () => import("tarn-v3.0.0") },
  link: "https://github.com/Vincit/tarn.js/pull/48",
  kind: "stalled queue",
  bug: "a creation that times out keeps its slot: the next acquire() starts none, and starves",
  horizonMs: 20_000,

  body:
    ({ Pool }) =>
    async (sim) => {
      let connects = 0;
      const pool = new Pool({
        create: () => sim.io(`connect ${++connects}`, () => ({})),
        destroy: () => {},
        min: 0,
        max: 1,
        createTimeoutMillis: 1000,
        acquireTimeoutMillis: 5000,
        idleTimeoutMillis: 1e6,
        reapIntervalMillis: 1e6,
        propagateCreateError: true,
      });
      const use = async (): Promise<string> => {
        try {
          pool.release(await pool.acquire().promise);
          return "worked";
        } catch {
          return "failed";
        }
      };

      const first = await use();
      void use();
      await sim.idle();

      if (first === "failed") assert.equal(connects, 2, "connect 1 timed out, and the next acquire() started no other");
    },
});
