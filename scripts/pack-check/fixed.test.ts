import { test } from "@heddle/vitest";
import { expect } from "vitest";

test.interleave("two withdrawals never overdraw", { maxExecutions: 500 }, async (sim) => {
  let balance = 100;
  const withdraw = async (): Promise<void> => {
    await sim.io("compare and withdraw", () => {
      if (balance >= 80) balance -= 80;
    });
  };
  await sim.all({ alice: withdraw, bob: withdraw });
  expect(balance).toBe(20);
});
