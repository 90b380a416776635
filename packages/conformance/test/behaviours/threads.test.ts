import { threadId } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CancelledError, gather, getRunningLoop, run, TimeoutError } from "@heddle/loop-core";
import { LoopThread, moduleFunction, ThreadPool, toThread } from "@heddle/loop-core/threads";
import type * as Fixture from "./thread-work.ts";

type Work = typeof Fixture;

const work = new URL("./thread-work.ts", import.meta.url);
let thread: LoopThread<Work>;

beforeAll(async () => {
  thread = await LoopThread.start<Work>(work);
});

afterAll(() => thread.close());

describe("a call from another thread", () => {
  /** A call that has begun, and does not end before it is let go. */
  function begun(): { handle: ReturnType<typeof thread.callSoonThreadsafe>; letGo: () => void } {
    const gate = new SharedArrayBuffer(8);
    const cells = new Int32Array(gate);
    const handle = thread.callSoonThreadsafe("holdUp", gate, "held up");
    Atomics.wait(cells, 0, 0);
    const letGo = (): void => {
      Atomics.store(cells, 1, 1);
      Atomics.notify(cells, 1);
    };
    return { handle, letGo };
  }

  test("is made on the loop, in the order it was asked for", async () => {
    thread.callSoonThreadsafe("say", "hello");
    thread.callSoonThreadsafe("say", "world");
    expect(await thread.runCoroutineThreadsafe("heard")).toEqual(["hello", "world"]);
  });

  test("is not cancelled while it runs, nor after", async () => {
    const { handle, letGo } = begun();
    expect([handle.begun, handle.cancelled]).toEqual([true, false]);
    letGo();
    expect(await thread.runCoroutineThreadsafe("heard")).toEqual(["held up"]);
    expect([handle.begun, handle.cancelled]).toEqual([true, false]);
  });

  test("that runs cannot be cancelled: the cancel says so, and the call comes to its end", async () => {
    const { handle, letGo } = begun();
    expect([handle.cancel(), handle.cancelled]).toEqual([false, false]);
    letGo();
    expect(await thread.runCoroutineThreadsafe("heard")).toEqual(["held up"]);
  });

  test("that is cancelled before it has begun is never made", async () => {
    const { letGo } = begun();
    const handle = thread.callSoonThreadsafe("say", "hello");
    expect([handle.cancel(), handle.cancelled]).toEqual([true, true]);
    letGo();
    expect(await thread.runCoroutineThreadsafe("heard")).toEqual(["held up"]);
  });
});

describe("a coroutine for another thread", () => {
  test("is waited for no longer than was said; cancelled then, it leaves no task behind", async () => {
    const future = thread.runCoroutineThreadsafe("waitForever");
    await expect(future.resultWithin(0)).rejects.toThrow(TimeoutError);
    expect([future.done(), future.cancel()]).toEqual([false, true]);
    await expect(Promise.resolve(future)).rejects.toThrow(CancelledError);
    expect(await thread.runCoroutineThreadsafe("tasksLeft")).toBe(0);
  });
});

describe("work for a pool of threads", () => {
  test("is done in another thread, and its result comes back", async () => {
    await using pool = new ThreadPool({ maxThreads: 1 });
    const whereAmI = moduleFunction<Work, "whereAmI">(work, "whereAmI");
    const [word, where] = await run(async () => await getRunningLoop().runInExecutor(pool, whereAmI, "yo"));
    expect(word).toBe("yo");
    expect(where).not.toBe(threadId);
  });
});

describe("toThread", () => {
  test("gives what the function returns, of another thread", async () => {
    const [word, where] = await run(() => toThread<Work, "whereAmI">(work, "whereAmI", "yo"));
    expect(word).toBe("yo");
    expect(where).not.toBe(threadId);
  });

  test("throws what the function throws", async () => {
    const refused = run(() => toThread<Work, "refuse">(work, "refuse"));
    await expect(refused).rejects.toThrow(RangeError);
    await expect(refused).rejects.toThrow("not today");
  });

  test("calls the function once, when it is awaited", async () => {
    const calls = new SharedArrayBuffer(4);
    const called = (): number | undefined => new Int32Array(calls)[0];
    await run(async () => {
      const call = toThread<Work, "count">(work, "count", calls);
      expect(called()).toBe(0);
      await call;
    });
    expect(called()).toBe(1);
  });

  test("calls many at the same time", async () => {
    const calls = new SharedArrayBuffer(4);
    await run(() => gather(Array.from({ length: 10 }, () => toThread<Work, "count">(work, "count", calls))));
    expect(new Int32Array(calls)[0]).toBe(10);
    const place = new SharedArrayBuffer(4);
    const met = await run(() => gather([1, 2].map(() => toThread<Work, "meet">(work, "meet", place))));
    expect(met).toEqual([true, true]);
  });

  test("hands on the arguments, options among them", async () => {
    const options = { loud: true };
    expect(await run(() => toThread<Work, "describe">(work, "describe", "parrot", options))).toBe("PARROT");
  });
});
