import { expect, test } from "vitest";
import { sleep } from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

test("what a nextTick callback throws goes to the loop that runs, which goes on", async () => {
  const loop = virtualLoop();
  const told: unknown[] = [];
  loop.setExceptionHandler(({ error }) => told.push(error));
  const failure = new Error("in a tick");
  const result = loop.runUntilComplete(async () => {
    process.nextTick(() => {
      throw failure;
    });
    return await sleep(1, "went on");
  });
  await expect(result).resolves.toBe("went on");
  expect(told).toEqual([failure]);
});

test("the host's nextTick is back after the run, whatever was thrown", async () => {
  const real = process.nextTick;
  const loop = virtualLoop();
  const failing = loop.runUntilComplete(async () => {
    await sleep(1);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(process.nextTick).toBe(real);
});

test("the host's nextTick is back after loops that end in another order than they began", () => {
  const real = process.nextTick;
  const [first, second] = [virtualLoop(), virtualLoop()];
  for (const loop of [first, second]) loop.enter();
  for (const loop of [first, second]) loop.leave();
  expect(process.nextTick).toBe(real);
});
