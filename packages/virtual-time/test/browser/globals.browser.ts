import { describe, expect, test } from "vitest";
import { runVirtual, virtualTime } from "../../src/index.ts";
import { elapsedMs } from "../elapsed.ts";
import { later, page } from "./page.ts";

describe("in a browser, the timers of a scope", () => {
  test("fire by deadline, equal ones first in, first out", async () => {
    const seen: string[] = [];
    const at = await runVirtual(
      async () => {
        const note = (name: string, ms: number): void => void setTimeout(() => seen.push(`${name} ${Date.now()}`), ms);
        note("c", 20);
        note("a", 10);
        note("b", 10);
        const interval = setInterval(() => seen.push(`tick ${elapsedMs()}`), 8);
        await later(21);
        clearInterval(interval);
        return elapsedMs();
      },
      { startDate: 0 },
    );
    expect([at, ...seen]).toEqual([21, "tick 8", "a 10", "b 10", "tick 16", "c 20"]);
  });

  test("are numbers, and are cleared by them", async () => {
    await runVirtual(async () => {
      const timer: unknown = setTimeout(() => expect.unreachable(), 10);
      expect(timer).toBeTypeOf("number");
      page.clearTimeout(timer as number);
      await later(20);
    });
  });

  test.each([0, -5, Number.NaN, 2 ** 31])("count a delay of %s as a millisecond, as in Node", async (ms) => {
    expect(await runVirtual(() => later(ms).then(() => elapsedMs()))).toBe(1);
  });

  test("run after the microtasks of the one before", async () => {
    const seen: string[] = [];
    await runVirtual(async () => {
      setTimeout(() => {
        seen.push("first");
        void Promise.resolve().then(() => queueMicrotask(() => seen.push("its microtask's microtask")));
        queueMicrotask(() => seen.push("its microtask"));
      }, 1);
      setTimeout(() => seen.push("second"), 1);
      await later(1);
    });
    expect(seen).toEqual(["first", "its microtask", "its microtask's microtask", "second"]);
  });
});

describe("in a browser, a scope's own", () => {
  test("animation frames come every 16 ms, all callbacks of one with the same time", async () => {
    const seen: number[] = [];
    await runVirtual(async () => {
      await later(3);
      const frame = (nowMs: number): void => {
        if (seen.push(nowMs) < 5) page.requestAnimationFrame(frame);
      };
      page.requestAnimationFrame(frame);
      page.requestAnimationFrame((nowMs) => seen.push(nowMs));
      page.cancelAnimationFrame(page.requestAnimationFrame(() => expect.unreachable()));
      await later(100);
    });
    expect(seen).toEqual([1016, 1016, 1032, 1048, 1064]);
  });

  test("idle callbacks come when what is ready has run, with time to spare", async () => {
    const seen: unknown[] = [];
    await runVirtual(async () => {
      page.requestIdleCallback(({ didTimeout, timeRemaining }) =>
        seen.push("idle", didTimeout, timeRemaining() > 0, elapsedMs()),
      );
      await page.scheduler.postTask(() => seen.push("task"));
      await later(5);
    });
    expect(seen).toEqual(["task", "idle", false, true, 1]);
  });

  test("messages to a port are macrotasks: after microtasks, and before time moves", async () => {
    const seen: string[] = [];
    await runVirtual(async () => {
      const { port1, port2 } = new MessageChannel();
      const arrived = new Promise<void>((resolve) => {
        port1.addEventListener("message", (event) => {
          const { data } = event as Event & { data: number };
          seen.push(`message ${data} at ${elapsedMs()}`);
          if (data === 20) setTimeout(resolve, 5);
          else port2.postMessage(data + 1);
        });
        port1.start();
      });
      setTimeout(() => seen.push(`timer at ${elapsedMs()}`), 1);
      port2.postMessage(1);
      queueMicrotask(() => seen.push("microtask"));
      await arrived;
      port1.close();
    });
    expect(seen.slice(0, 2)).toEqual(["microtask", "message 1 at 0"]);
    expect(seen.slice(-2)).toEqual(["message 20 at 0", "timer at 1"]);
  });

  test("messages reach the scope whose channel it is, also with another one beside it", async () => {
    const one = (ms: number): Promise<number> =>
      runVirtual(async () => {
        const { port1, port2 } = new MessageChannel();
        const answered = new Promise<number>((resolve) => {
          const listen = (): void => void setTimeout(() => resolve(elapsedMs()), ms);
          port1.addEventListener("message", listen, { once: true });
        });
        port1.start();
        port2.postMessage("go");
        return answered;
      });
    expect(await Promise.all([one(1000), one(2000)])).toEqual([1000, 2000]);
  });

  test("posted tasks run in order, and late ones in virtual time", async () => {
    const seen = await runVirtual(async () => {
      const order: string[] = [];
      await Promise.all([
        page.scheduler.postTask(() => order.push(`late, at ${elapsedMs()}`), { delay: 50 }),
        page.scheduler.postTask(() => order.push("a")),
        page.scheduler.yield().then(() => order.push("yielded")),
        page.scheduler.postTask(() => order.push("b")),
      ]);
      return order;
    });
    expect(seen).toEqual(["a", "yielded", "b", "late, at 50"]);
  });

  test("signals time out in virtual time", async () => {
    const [reason, at] = await runVirtual(async () => {
      const signal = AbortSignal.timeout(60_000);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return [signal.reason as DOMException, elapsedMs()] as const;
    });
    expect([reason.name, at]).toEqual(["TimeoutError", 60_000]);
  });

  test("dates are of the scope, and so is chance", async () => {
    const look = (): Promise<unknown[]> =>
      runVirtual(() => [new Date().toISOString(), Math.random(), crypto.randomUUID()], { startDate: "2030-01-02" });
    const [first, second] = [await look(), await look()];
    expect(first[0]).toBe("2030-01-02T00:00:00.000Z");
    expect(second).toEqual(first);
  });
});

describe("in a browser, time by hand", () => {
  test("goes as far as it is moved, and reads the moment of each timer", async () => {
    using time = virtualTime({ startDate: 0, autojump: false });
    const seen: number[] = [];
    setTimeout(() => {
      seen.push(Date.now());
      setTimeout(() => seen.push(Date.now()), 10);
    }, 10);
    await time.advance(19);
    expect(seen).toEqual([10]);
    await time.advance(1);
    expect(seen).toEqual([10, 20]);
    page.requestAnimationFrame((nowMs) => seen.push(nowMs));
    time.advanceSync(12);
    expect([seen, String(time.pending())]).toEqual([[10, 20, 1032], "no timers"]);
  });

  test("jumps by itself while the test awaits something else", async () => {
    using time = virtualTime();
    await later(3_600_000);
    expect(time.now()).toBe(3_600_000);
  });
});
