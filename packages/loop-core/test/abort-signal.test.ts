import { describe, expect, test } from "vitest";
import {
  abortable,
  AsyncEvent,
  CancelledError,
  createTask,
  currentTask,
  Lock,
  Queue,
  Semaphore,
  sleep,
  wait,
  waitFor,
} from "../src/index.ts";
import { virtualLoop } from "./virtual-clock.ts";

type Wait = (signal: AbortSignal) => PromiseLike<unknown>;

async function thrownBy(work: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Things to wait for that never come by themselves. */
async function waits(): Promise<Record<string, Wait>> {
  const lock = new Lock();
  await lock.acquire();
  const semaphore = new Semaphore(0);
  const full = new Queue<number>(1);
  full.putNowait(1);
  const never = createTask(() => sleep(1e6));
  return {
    "a lock": (signal) => lock.acquire({ signal }) as unknown as PromiseLike<unknown>,
    "a semaphore": (signal) => semaphore.acquire({ signal }) as unknown as PromiseLike<unknown>,
    "an event": (signal) => new AsyncEvent().wait({ signal }) as unknown as PromiseLike<unknown>,
    "an empty queue": (signal) => new Queue().get({ signal }) as unknown as PromiseLike<unknown>,
    "a full queue": (signal) => full.put(2, { signal }) as unknown as PromiseLike<unknown>,
    sleep: (signal) => sleep(1e6, "rested", { signal }) as unknown as PromiseLike<unknown>,
    wait: (signal) => wait([never], { signal }) as unknown as PromiseLike<unknown>,
    waitFor: (signal) => waitFor(() => sleep(1e6), 2e6, { signal }) as unknown as PromiseLike<unknown>,
    abortable: (signal) => abortable(signal, () => sleep(1e6)) as unknown as PromiseLike<unknown>,
  };
}

describe("a wait with a signal", () => {
  test("throws a CancelledError with the reason when the signal is aborted, and cancels no task", async () => {
    const loop = virtualLoop();
    await loop.runUntilComplete(async () => {
      for (const [name, work] of Object.entries(await waits())) {
        const controller = new AbortController();
        const before = loop.time();
        loop.callLater(5, () => controller.abort("no longer wanted"));
        const error = await thrownBy(() => work(controller.signal));
        expect([name, error, loop.time() - before]).toEqual([name, expect.any(CancelledError) as unknown, 5]);
        expect([name, (error as CancelledError).reason]).toEqual([name, "no longer wanted"]);
        expect([name, currentTask()?.cancelling()]).toEqual([name, 0]);
      }
    });
  });

  test("throws at once if the signal is aborted already", async () => {
    const loop = virtualLoop();
    await loop.runUntilComplete(async () => {
      for (const [name, work] of Object.entries(await waits())) {
        const error = await thrownBy(() => work(AbortSignal.abort("too late")));
        expect([name, (error as CancelledError).reason]).toEqual([name, "too late"]);
        expect([name, loop.time()]).toEqual([name, 0]);
      }
    });
  });

  test("lets go of the signal when it is over: an abort afterwards has no effect", async () => {
    const loop = virtualLoop();
    await loop.runUntilComplete(async () => {
      const controller = new AbortController();
      const lock = new Lock();
      await lock.acquire({ signal: controller.signal });
      controller.abort();
      await sleep(1);
      expect(lock.locked()).toBe(true);
    });
  });
});

describe("the signal of a task", () => {
  test("is aborted when the task is cancelled, before or after it was asked for", async () => {
    const loop = virtualLoop();
    await loop.runUntilComplete(async () => {
      const [early, late] = [createTask(() => sleep(10)), createTask(() => sleep(10))];
      const { signal } = early;
      expect(signal.aborted).toBe(false);
      early.cancel("why");
      late.cancel();
      expect([signal.aborted, late.signal.aborted]).toEqual([true, true]);
      expect((signal.reason as CancelledError).reason).toBe("why");
    });
  });
});
