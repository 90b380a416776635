import { expect, test } from "vitest";
import { createTask, NeverAwaitedError, sleep, YieldTypeError, type Yieldable } from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

test("a generator that yields what can't be waited for gets an error that says what to write", async () => {
  const loop = virtualLoop();
  const main = loop.runUntilComplete(function* (): Generator<Yieldable, void, unknown> {
    yield 1 as unknown as Yieldable;
  });
  await expect(main).rejects.toThrow(YieldTypeError);
  await expect(main).rejects.toThrow(/Write yield\*/);
});

test("in debug mode, a coroutine that was made and dropped is reported when the loop closes, with its place", async () => {
  const loop = virtualLoop({ debug: true });
  const told: unknown[] = [];
  loop.setExceptionHandler(({ error }) => told.push(error));
  await loop.runUntilComplete(async () => {
    void sleep(10);
    await createTask(() => sleep(1));
  });
  loop.close();
  expect(told).toEqual([expect.any(NeverAwaitedError)]);
  expect((told[0] as Error).message).toContain("coroutine.test.ts");
});
