import { describe, expect, test } from "vitest";
import { advances, randomTimers, scopes, sleeps } from "../src/timers.ts";

describe.each([...scopes(), randomTimers(10, 20), sleeps(), advances(0), advances(10)])("$name", ({ candidates }) => {
  test.each(candidates)("$name: comes to its end", async ({ run }) => {
    await expect(Promise.resolve(run(10))).resolves.toBeUndefined();
  });
});
