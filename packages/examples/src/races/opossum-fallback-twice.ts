import assert from "node:assert/strict";
import type * as Opossum from "opossum-v1.5.0";
import { race, type Race } from "../race.ts";

// For one failed call the fallback ran twice, and the failure counted twice towards opening the circuit.
export const opossumFallbackTwice: Race = race<typeof Opossum>({
  id: "opossum-fallback-twice",
  package: "opossum",
  buggy: { version: "1.5.0", load: () => import("opossum-v1.5.0") },
  fixed: { version: "1.7.1", load: () => import("opossum-v1.7.1") },
  link: "https://github.com/nodeshift/opossum/issues/198",
  kind: "double execution",
  bug: "a call that times out and fails later runs the fallback a second time",
  horizonMs: 5000,

  body:
    ({ default: circuitBreaker }) =>
    async (sim) => {
      const refused = (): never => {
        throw new Error("connection refused");
      };
      const breaker = circuitBreaker(() => sim.io("call", refused), {
        timeout: 1000,
        resetTimeout: 1e6,
        rollingCountTimeout: 1e6,
      });
      let fallbacks = 0;
      breaker.fallback(() => `answer of fallback ${++fallbacks}`);

      assert.equal(await breaker.fire(), "answer of fallback 1");
      await sim.idle();

      assert.equal(fallbacks, 1, `the fallback ran ${fallbacks} times for one call`);
    },
});
