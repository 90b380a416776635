import { describe, expect, test } from "vitest";
import { createTask, EventLoop, fromPromise, isCancelled, isCoroutine, isFuture, sleep } from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

describe("fromPromise", () => {
  test("gives what the promise gives, and throws what it throws", async () => {
    const loop = new EventLoop();
    const seen = await loop.runUntilComplete(async () => {
      const failed = fromPromise(Promise.reject(new Error("refused")));
      const error: unknown = await (async () => await failed)().catch((reason: unknown) => reason);
      return [await fromPromise(Promise.resolve(1)), (error as Error).message];
    });
    expect(seen).toEqual([1, "refused"]);
  });

  test("a cancel ends the wait at once, and aborts the signal that its function was given", async () => {
    const loop = virtualLoop();
    let signal: AbortSignal | undefined;
    const cancelled = await loop.runUntilComplete(async () => {
      const task = createTask(async () => {
        await fromPromise((given) => {
          signal = given;
          return new Promise(() => {});
        });
      });
      await sleep(1);
      task.cancel("enough");
      try {
        await task;
      } catch (error) {
        return isCancelled(error);
      }
      return false;
    });
    expect(cancelled).toBe(true);
    expect(signal?.aborted).toBe(true);
  });
});

describe("telling things apart", () => {
  test("futures and tasks are futures, coroutines are not", () => {
    const loop = virtualLoop();
    expect([loop.createFuture(), sleep(1), Promise.resolve(), null].map(isFuture)).toEqual([true, false, false, false]);
  });

  test("what a library function returns is a coroutine; a promise is none", () => {
    expect([sleep(1), Promise.resolve()].map(isCoroutine)).toEqual([true, false]);
  });
});
