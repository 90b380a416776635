const assert = require("node:assert/strict");
const { explore, InterleavingError, replay } = require("@heddle/interleave");
const { run, sleep } = require("@heddle/loop-core");
const { runVirtual } = require("@heddle/virtual-time");
const { createClock } = require("@heddle/virtual-time/fake-timers");

const race = async (sim) => {
  let balance = 100;
  const withdraw = async () => {
    if ((await sim.io("read", () => balance)) >= 80) balance -= 80;
  };
  await sim.all({ alice: withdraw, bob: withdraw });
  assert.ok(balance >= 0, "overdrawn");
};

async function main() {
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
}

void main();
