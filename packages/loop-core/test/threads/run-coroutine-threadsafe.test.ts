import { describe, expect, test } from "vitest";
import { CancelledError, EventLoop, runCoroutineThreadsafe, sleep } from "../../src/index.ts";
import { virtualLoop } from "../virtual-clock.ts";

describe("runCoroutineThreadsafe", () => {
  test("gives a loop work from outside, and the result back to whoever awaits it", async () => {
    const loop = new EventLoop();
    const running = loop.runForever();
    const answer = runCoroutineThreadsafe(async () => await sleep(0, "done"), loop);
    expect(await answer).toBe("done");
    const failure = runCoroutineThreadsafe(async () => {
      throw new Error("broken");
    }, loop);
    await expect(failure).rejects.toThrow("broken");
    loop.stop();
    await running;
  });

  test("a cancel reaches the task", async () => {
    const loop = virtualLoop();
    const seen: string[] = [];
    const future = runCoroutineThreadsafe(async () => {
      try {
        await sleep(100);
      } finally {
        seen.push(`cancelled at ${loop.time()}`);
      }
    }, loop);
    loop.callLater(5, () => seen.push(`accepted: ${future.cancel()}`));
    loop.callLater(10, () => loop.stop());
    await loop.runForever();
    expect(seen).toEqual(["accepted: true", "cancelled at 5"]);
    expect([future.cancelled(), future.cancel()]).toEqual([true, true]);
    expect(() => future.result()).toThrow(CancelledError);
  });

  test("a cancel after the loop was closed does not throw", async () => {
    const loop = virtualLoop();
    const future = runCoroutineThreadsafe(async () => await sleep(100), loop);
    loop.callLater(10, () => loop.stop());
    await loop.runForever();
    loop.setExceptionHandler(() => {}); // the task is left pending, on purpose
    loop.close();
    expect([future.cancel(), future.cancelled()]).toEqual([true, true]);
  });
});
