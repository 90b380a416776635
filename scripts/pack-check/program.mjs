import assert from "node:assert/strict";
import { explore, InterleavingError, replay } from "@heddle/interleave";
import { run, sleep } from "@heddle/loop-core";
import { runVirtual } from "@heddle/virtual-time";
import { createClock } from "@heddle/virtual-time/fake-timers";

const race = async (sim) => {
  let balance = 100;
  const withdraw = async () => {
    if ((await sim.io("read", () => balance)) >= 80) balance -= 80;
  };
  await sim.all({ alice: withdraw, bob: withdraw });
  assert.ok(balance >= 0, "overdrawn");
};

const found = await explore(race).catch((error) => error);
assert.ok(found instanceof InterleavingError);
assert.match(found.message, /overdrawn/);

const again = await replay(race, found.report.failure.schedule).catch((error) => error);
assert.ok(again instanceof InterleavingError);
assert.deepEqual(again.report.failure.trace, found.report.failure.trace);

assert.equal(await run(async () => await sleep(1, "rested")), "rested");

const began = performance.now();
await runVirtual(() => new Promise((resolve) => setTimeout(resolve, 3_600_000)));
assert.ok(performance.now() - began < 60_000);

const clock = createClock();
clock.setTimeout(() => {}, 1000);
assert.equal(clock.runAll(), 1000);
