import { test } from "@heddle/vitest";
import { expect } from "vitest";

test.interleave("two withdrawals never overdraw", async (sim) => {
  let balance = 100;
  const withdraw = async (): Promise<void> => {
    if ((await sim.io("read", () => balance)) >= 80) balance -= 80;
  };
  await sim.all({ alice: withdraw, bob: withdraw });
  expect(balance).toBeGreaterThanOrEqual(0);
});
