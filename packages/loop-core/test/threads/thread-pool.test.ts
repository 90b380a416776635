import { afterAll, describe, expect, test, vi } from "vitest";
import { CancelledError, EventLoop, ExecutorShutDownError, InlineExecutor, run } from "../../src/index.ts";
import {
  FunctionInThreadError,
  MissingPoolError,
  moduleFunction,
  NotCloneableError,
  ThreadDiedError,
  ThreadPool,
  toThread,
  UnknownExportError,
} from "../../src/threads/index.ts";
import type * as Fixture from "./fixtures/work.ts";
import { PaymentError } from "./fixtures/work.ts";

type Work = typeof Fixture;

const work = new URL("./fixtures/work.ts", import.meta.url);
const length = moduleFunction<Work, "length">(work, "length");

describe("ThreadPool", () => {
  const pool = new ThreadPool({ maxThreads: 1, errors: [PaymentError] });

  afterAll(() => pool.shutdown());

  test("calls functions of modules in its threads", async () => {
    expect(await pool.submit(length, "four")).toBe(4);
  });

  test("is an executor for a loop", async () => {
    const loop = new EventLoop();
    expect(await loop.runUntilComplete(async () => await loop.runInExecutor(pool, length, "four"))).toBe(4);
  });

  test("work that waits for a thread can be cancelled; what has begun cannot", async () => {
    const gate = new SharedArrayBuffer(8);
    const cells = new Int32Array(gate);
    const first = pool.submit(moduleFunction<Work, "holdUp">(work, "holdUp"), gate);
    const second = pool.submit(length, "four");
    const third = pool.submit(length, "four");
    await vi.waitUntil(() => first.running(), { interval: 1, timeout: 5_000 });
    expect([first.cancel(), second.cancel(), second.cancelled()]).toEqual([false, true, true]);
    Atomics.store(cells, 1, 1);
    Atomics.notify(cells, 1);
    await expect(Promise.resolve(second)).rejects.toThrow(CancelledError);
    expect([await first, await third]).toEqual([undefined, 4]);
  });

  test("carries exceptions over", async () => {
    const failure = pool.submit(moduleFunction<Work, "fail">(work, "fail"), "payment");
    await expect(Promise.resolve(failure)).rejects.toThrow(PaymentError);
    expect(failure.exception()).toMatchObject({ amount: 7 });
  });

  test("names a mistake", async () => {
    expect(() => pool.submit(() => 1)).toThrow(FunctionInThreadError);
    expect(() => pool.submit(() => 1)).toThrow("A function without a name cannot go");
    const closure = pool.submit.bind(pool, length as never, (() => 1) as never);
    expect(closure).toThrow(expect.objectContaining({ what: 'Argument 1 of "length"' }));
    const failure = async (name: string, ...args: unknown[]): Promise<unknown> =>
      await Promise.resolve(pool.submit(moduleFunction(work, name), ...args)).catch((error: unknown) => error);
    expect(await failure("lenght", "four")).toBeInstanceOf(UnknownExportError);
    expect(await failure("makeFunction")).toBeInstanceOf(NotCloneableError);
  });

  test("copies arguments at once, though the work may have to wait", async () => {
    const bytes = new Uint8Array([1]);
    const first = pool.submit(moduleFunction<Work, "firstOf">(work, "firstOf"), bytes);
    bytes[0] = 2;
    expect(await first).toBe(1);
  });

  test("a thread that dies takes its work with it, and what waits gets another thread", async () => {
    const death = pool.submit(moduleFunction<Work, "giveUp">(work, "giveUp"));
    const next = pool.submit(length, "four");
    await expect(Promise.resolve(death)).rejects.toThrow(ThreadDiedError);
    expect(death.exception()).toMatchObject({ thread: "giveUp() in a pool", exitCode: 3 });
    expect(await next).toBe(4);
  });

  test("tells of what nobody catches: in an idle thread, and in callbacks", async () => {
    const told: unknown[] = [];
    let heard = (): void => {};
    const first = new Promise<void>((resolve) => (heard = resolve));
    await using other = new ThreadPool({
      maxThreads: 1,
      onException: ({ error }) => {
        told.push(error);
        heard();
      },
    });
    await other.submit(moduleFunction<Work, "failWhenTold">(work, "failWhenTold"), "an idle thread");
    const channel = new BroadcastChannel("an idle thread");
    channel.postMessage("now");
    channel.close();
    await first;
    other.submit(length, "four").addDoneCallback(() => {
      throw new Error("in a callback");
    });
    await other.shutdown();
    expect(told).toEqual([new RangeError("nobody handles it"), new Error("in a callback")]);
  });

  test("does what it has, and takes nothing more, after shutdown()", async () => {
    const other = new ThreadPool();
    const last = other.submit(length, "four");
    await other.shutdown();
    expect(last.result()).toBe(4);
    expect(() => other.submit(length, "four")).toThrow(ExecutorShutDownError);
  });

  test("ends an endless loop with terminate(), and takes nothing more", async () => {
    const other = new ThreadPool({ maxThreads: 1 });
    const endless = other.submit(moduleFunction<Work, "spin">(work, "spin"));
    await vi.waitUntil(() => endless.running(), { interval: 1, timeout: 5_000 });
    await other.terminate();
    expect(endless.exception()).toBeInstanceOf(ThreadDiedError);
    expect(() => other.submit(length, "four")).toThrow(ExecutorShutDownError);
    await other.shutdown();
  });

  test("says what to install", async () => {
    vi.doMock("piscina", () => {
      throw new Error("Cannot find package 'piscina'");
    });
    try {
      await using other = new ThreadPool();
      const future = other.submit(length, "four");
      await expect(Promise.resolve(future)).rejects.toThrow(MissingPoolError);
    } finally {
      vi.doUnmock("piscina");
    }
  });
});

describe("moduleFunction", () => {
  test("is a function, too, for an executor that works in place", async () => {
    expect(await length("four")).toBe(4);
    expect(await new InlineExecutor().submit(length, "four")).toBe(4);
    await expect(moduleFunction(work, "lenght")("four")).rejects.toThrow(UnknownExportError);
  });
});

describe("toThread", () => {
  test("uses a pool that all calls share", async () => {
    const lengths = await run(async () =>
      Promise.all(["a", "bb"].map(async (text) => await toThread<Work, "length">(work, "length", text))),
    );
    expect(lengths).toEqual([1, 2]);
  });
});
