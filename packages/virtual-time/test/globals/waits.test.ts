import { describe, expect, test } from "vitest";
import { runVirtual, virtualTime } from "../../src/index.ts";
import { elapsedMs } from "../elapsed.ts";

describe("AbortSignal.timeout", () => {
  test("aborts in virtual time, with the host's reason", async () => {
    const seen = await runVirtual(async () => {
      const signal = AbortSignal.timeout(30_000);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return [elapsedMs(), (signal.reason as DOMException).name, signal.reason instanceof DOMException];
    });
    expect(seen).toEqual([30_000, "TimeoutError", true]);
  });

  test("refuses what the host refuses", async () => {
    await expect(runVirtual(() => AbortSignal.timeout(-1))).rejects.toMatchObject({ code: "ERR_OUT_OF_RANGE" });
  });
});

describe.runIf("waitAsync" in Atomics)("Atomics.waitAsync", () => {
  type Wait = (array: Int32Array, index: number, value: number, ms?: number) => { value: Promise<string> | string };

  test("times out in virtual time, and is notified in real time", async () => {
    const array = new Int32Array(new SharedArrayBuffer(8));
    const seen = await runVirtual(async () => {
      const virtual = (Atomics as unknown as { waitAsync: Wait }).waitAsync;
      const late = await virtual(array, 0, 0, 5000).value;
      const notified = virtual(array, 1, 0, 5000).value;
      Atomics.notify(array, 1);
      return [late, elapsedMs(), await notified, elapsedMs()];
    });
    expect(seen).toEqual(["timed-out", 5000, "ok", 5000]);
  });
});

describe("MessageChannel", () => {
  test("delivers before time jumps", async () => {
    const seen = await runVirtual(async () => {
      const { port1, port2 } = new MessageChannel();
      const message = new Promise((resolve) => port2.once("message", resolve));
      port1.postMessage("message");
      const first = await Promise.race([message, new Promise((resolve) => setTimeout(resolve, 10, "timer"))]);
      port1.close();
      return [first, elapsedMs()];
    });
    expect(seen).toEqual(["message", 0]);
  });
});

describe("what browsers have", () => {
  const host = globalThis as unknown as Record<string, unknown>;

  function withHost<T>(globals: Record<string, unknown>, body: () => T): T {
    Object.assign(host, globals);
    try {
      return body();
    } finally {
      for (const name of Object.keys(globals)) Reflect.deleteProperty(host, name);
    }
  }
  const unreal = (): never => {
    throw new Error("the real one was called");
  };

  test("requestAnimationFrame comes every 16 ms, and can be cancelled", () => {
    withHost({ requestAnimationFrame: unreal, cancelAnimationFrame: unreal }, () => {
      using time = virtualTime();
      const seen: number[] = [];
      const { requestAnimationFrame, cancelAnimationFrame } = host as unknown as {
        requestAnimationFrame(callback: (now: number) => void): number;
        cancelAnimationFrame(id: number): void;
      };
      const frame = (now: number): void => void (seen.push(now) < 3 && requestAnimationFrame(frame));
      requestAnimationFrame(frame);
      cancelAnimationFrame(requestAnimationFrame(() => seen.push(-1)));
      time.advanceSync(100);
      expect(seen).toEqual([1016, 1032, 1048]);
    });
    expect("requestAnimationFrame" in host).toBe(false);
  });

  test("requestIdleCallback comes when all that is ready has run", () => {
    withHost({ requestIdleCallback: unreal, cancelIdleCallback: unreal }, () => {
      using time = virtualTime();
      const seen: unknown[] = [];
      const { requestIdleCallback } = host as { requestIdleCallback: (callback: (deadline: object) => void) => number };
      requestIdleCallback((deadline) => seen.push("didTimeout" in deadline));
      setImmediate(() => seen.push("immediate"));
      time.runAllSync();
      expect(seen).toEqual(["immediate", true]);
    });
  });

  test("scheduler.postTask runs in order, later or never", async () => {
    const seen: unknown[] = [];
    await withHost({ scheduler: { postTask: unreal, yield: unreal } }, async () => {
      const { scheduler } = host as unknown as {
        scheduler: {
          postTask<T>(task: () => T, options?: { delay?: number; signal?: AbortSignal }): Promise<T>;
          yield(): Promise<void>;
        };
      };
      await runVirtual(async (time) => {
        const controller = new AbortController();
        const late = scheduler.postTask(() => seen.push(time.now()), { delay: 100 });
        const never = scheduler.postTask(() => seen.push("never"), { signal: controller.signal });
        controller.abort("no");
        await expect(never).rejects.toBe("no");
        seen.push(await scheduler.postTask(() => "task"));
        await scheduler.yield();
        await late;
      });
    });
    expect(seen).toEqual(["task", 100]);
  });
});
