import { stat } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { Externals } from "../src/index.ts";

/** Real I/O that every supported Node lists: Node 26 does not tell of a file that is being read. */
const readStat = promisify(stat);

test("what has become active since is named, and no longer when it is done", async () => {
  const externals = new Externals();
  expect(externals.sinceThen()).toEqual([]);
  const reading = readStat(new URL(import.meta.url));
  expect(externals.sinceThen()).toContain("FSReqCallback");
  await reading;
  await new Promise(setImmediate); // the host counts a request until its callback is over
  expect(externals.sinceThen()).not.toContain("FSReqCallback");
});

test("what was active before does not count", async () => {
  const reading = readStat(new URL(import.meta.url));
  const externals = new Externals();
  expect(externals.sinceThen()).not.toContain("FSReqCallback");
  await reading;
});

test("what the engine itself keeps active does not count", () => {
  const externals = new Externals();
  const immediate = setImmediate(() => {});
  expect(externals.sinceThen()).toEqual([]);
  clearImmediate(immediate);
});
