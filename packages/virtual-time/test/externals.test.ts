import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { Externals } from "../src/index.ts";

test("what has become active since is named, and no longer when it is done", async () => {
  const externals = new Externals();
  expect(externals.sinceThen()).toEqual([]);
  const reading = readFile(new URL(import.meta.url));
  expect(externals.sinceThen()).toContain("FSReqPromise");
  await reading;
  expect(externals.sinceThen()).not.toContain("FSReqPromise");
});

test("what was active before does not count", async () => {
  const reading = readFile(new URL(import.meta.url));
  const externals = new Externals();
  expect(externals.sinceThen()).not.toContain("FSReqPromise");
  await reading;
});

test("what the engine itself keeps active does not count", () => {
  const externals = new Externals();
  const immediate = setImmediate(() => {});
  expect(externals.sinceThen()).toEqual([]);
  clearImmediate(immediate);
});
