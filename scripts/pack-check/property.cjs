const assert = require("node:assert/strict");
const { InterleavingError } = require("@heddle/interleave");
const { interleavingProperty } = require("@heddle/interleave/fast-check");
const fc = require("fast-check");

const property = interleavingProperty(fc.nat(3), async (sim, n) => {
  let total = 0;
  const add = async () => {
    const seen = await sim.io("read", () => total);
    await sim.io("write", () => (total = seen + n));
  };
  await sim.all({ alice: add, bob: add });
  if (total !== 2 * n) throw new Error(`${total} instead of ${2 * n}`);
});

fc.check(property, { seed: 1 }).then(({ counterexample, errorInstance }) => {
  assert.deepEqual(counterexample, [1]);
  assert.ok(errorInstance instanceof InterleavingError);
});
