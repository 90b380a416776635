import "@heddle/virtual-time/register";
import "scheduler"; // keeps the globals of now, which are stand-ins
import { expect, test } from "vitest";
import { scheduler } from "../src/days/scheduler.ts";
import { DAY } from "../src/time-of-day.ts";

test("a package that keeps the globals has a virtual day after `register`, wherever it is imported", async () => {
  const { happened, virtualMs } = await scheduler.live();
  expect(happened).toBe("3 updates, by urgency: 12:00:00 cursor, 12:00:00 list, 12:00:00 statistics");
  expect(virtualMs).toBe(DAY);
});
