// What a module keeps from when it is loaded, and then six virtual hours with it. Its process begins with `register`.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { setTimeout as importedTimeout } from "node:timers";
import { setTimeout as importedSleep } from "node:timers/promises";
import { promisify } from "node:util";

const require = createRequire(import.meta.url);
const { setTimeout: requiredTimeout } = require("node:timers");
const { setTimeout: requiredSleep } = require("timers/promises");
const later = setTimeout;
const sleepLater = promisify(setTimeout);
const { now } = Date;
const KeptDate = Date;
const elapsed = performance.now.bind(performance);
class Moment extends Date {}

const HOUR = 3_600_000;

/** @param runVirtual - of whichever copy of the package */
export async function seenEarly(runVirtual) {
  const began = elapsed();
  const hours = await runVirtual(async () => {
    const [start, startElapsed] = [now(), elapsed()];
    await new Promise((resolve) => later(resolve, HOUR));
    await new Promise((resolve) => importedTimeout(resolve, HOUR));
    await new Promise((resolve) => requiredTimeout(resolve, HOUR));
    await importedSleep(HOUR);
    await requiredSleep(HOUR);
    await sleepLater(HOUR);
    assert.equal(elapsed() - startElapsed, 6 * HOUR);
    assert.equal(+new KeptDate(), now());
    assert.equal(+new Moment(), now());
    assert.equal(new Date().constructor, Date);
    return (now() - start) / HOUR;
  });
  assert.ok(elapsed() - began < 60_000, "outside, time is real again");
  assert.ok(Math.abs(now() - new Date().getTime()) < 60_000);
  return hours;
}
