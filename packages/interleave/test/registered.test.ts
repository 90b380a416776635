import "@heddle/virtual-time/register";
import { expect, test } from "vitest";
import { explore } from "../src/index.ts";

const later = setTimeout;

test("an exploration rules over a timer that was kept before, and leaves what is registered in place", async () => {
  const readings = new Set<number>();
  await explore(async (sim) => {
    const began = performance.now();
    await Promise.all([sim.io("call", () => 0), new Promise<void>((resolve) => void later(resolve, 10))]);
    readings.add(performance.now() - began);
  });
  expect([...readings]).toEqual([10]);
  expect(setTimeout).toBe(later);
});
