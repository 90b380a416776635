// Run after @heddle/virtual-time/register, as an ES module or a CommonJS one: what is kept here is a stand-in.
import assert from "node:assert/strict";
import { runVirtual } from "@heddle/virtual-time";

const later = setTimeout;
runVirtual((time) => new Promise((resolve) => later(() => resolve(time.now()), 3_600_000))).then((elapsedMs) =>
  assert.equal(elapsedMs, 3_600_000),
);
