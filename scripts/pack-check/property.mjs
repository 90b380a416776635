import assert from "node:assert/strict";
import { InterleavingError } from "@heddle/interleave";
import { interleavingProperty } from "@heddle/interleave/fast-check";
import fc from "fast-check";

const property = interleavingProperty(fc.nat(3), async (sim, n) => {
  let total = 0;
  const add = async () => {
    const seen = await sim.io("read", () => total);
    await sim.io("write", () => (total = seen + n));
  };
  await sim.all({ alice: add, bob: add });
  if (total !== 2 * n) throw new Error(`${total} instead of ${2 * n}`);
});
const { counterexample, errorInstance } = await fc.check(property, { seed: 1 });
assert.deepEqual(counterexample, [1]);
assert.ok(errorInstance instanceof InterleavingError);
