import { AsyncLocalStorage } from "node:async_hooks";
import { rejects, strictEqual } from "node:assert";
import { jest, test } from "@jest/globals";
import { ForeignFakeTimersError, runVirtual } from "@heddle/virtual-time";

const { setTimeout: realTimeout, Date: RealDate } = globalThis;

test("an hour", async () => {
  await runVirtual(async (time) => {
    const began = Date.now();
    const request = new AsyncLocalStorage<string>();
    const inTimer = await request.run("first", async () => {
      await new Promise((resolve) => setTimeout(resolve, 3_600_000));
      return request.getStore();
    });
    strictEqual(inTimer, "first");
    strictEqual(Date.now() - began, 3_600_000);
    strictEqual(time.now(), 3_600_000);
  });
  strictEqual(globalThis.setTimeout, realTimeout);
  strictEqual(globalThis.Date, RealDate);
});

test("fake timers of Jest", async () => {
  jest.useFakeTimers();
  try {
    await rejects(async () => runVirtual(() => {}), ForeignFakeTimersError);
  } finally {
    jest.useRealTimers();
  }
});

test("a wait without end", () => runVirtual(() => new Promise(() => {})));
