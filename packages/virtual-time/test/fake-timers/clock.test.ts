import { describe, expect, test } from "vitest";
import { createClock } from "../../src/fake-timers/index.ts";

describe("A fake clock", () => {
  test("stands still until it is moved", () => {
    const clock = createClock(1000);
    const fired: number[] = [];
    clock.setTimeout(() => fired.push(clock.now), 50);
    expect(clock.tick(49)).toBe(1049);
    expect(fired).toEqual([]);
    expect(clock.tick(1)).toBe(1050);
    expect(fired).toEqual([1050]);
  });

  test("takes times of day, dates and durations", () => {
    const clock = createClock(new Date("2024-01-01T00:00:00Z"));
    clock.tick("01:02:03");
    expect(new clock.Date().toISOString()).toBe("2024-01-01T01:02:03.000Z");
    clock.tick("08");
    clock.tick({ total: () => 1000 });
    expect(new clock.Date().toISOString()).toBe("2024-01-01T01:02:12.000Z");
    expect(() => clock.tick("1:2:3")).toThrow("tick only understands numbers, 'm:s' and 'h:m:s'");
    expect(() => clock.tick("00:60")).toThrow("Invalid time 00:60");
    expect(() => clock.tick(-1)).toThrow(new TypeError("Negative ticks are not supported"));
    expect(() => createClock("now" as never)).toThrow("now should be milliseconds since UNIX epoch");
  });

  test("counts 0 ms as 0 ms, but as 1 ms for what is made during a tick", () => {
    const clock = createClock();
    const fired: string[] = [];
    clock.setTimeout(() => {
      fired.push(`outer ${clock.now}`);
      clock.setTimeout(() => fired.push(`inner ${clock.now}`), 0);
    }, 0);
    clock.tick(0);
    expect(fired).toEqual(["outer 0"]);
    clock.tick(1);
    expect(fired).toEqual(["outer 0", "inner 1"]);
  });

  test("calls immediates before timers, and idle callbacks after them", () => {
    const clock = createClock();
    const fired: string[] = [];
    clock.requestIdleCallback(() => fired.push("idle"));
    clock.setTimeout(() => fired.push("timeout"), 0);
    clock.setImmediate(() => fired.push("immediate"));
    clock.tick(0);
    expect(fired).toEqual(["immediate", "timeout", "idle"]);
  });

  test("runs what nextTick was given before the next timer", () => {
    const clock = createClock();
    const fired: string[] = [];
    clock.setTimeout(() => {
      fired.push("a");
      clock.nextTick((word: string) => fired.push(word), "tick");
      clock.queueMicrotask(() => fired.push("microtask"));
    }, 1);
    clock.setTimeout(() => fired.push("b"), 2);
    clock.tick(2);
    expect(fired).toEqual(["a", "tick", "microtask", "b"]);
  });

  test("lets promises run between timers in its asynchronous forms alone", async () => {
    const fired = (name: "tick" | "tickAsync") => {
      const clock = createClock();
      const order: string[] = [];
      clock.setTimeout(() => void Promise.resolve().then(() => order.push("then")), 1);
      clock.setTimeout(() => order.push("timer"), 2);
      const ticked = clock[name](2);
      return Promise.resolve(ticked).then(() => order);
    };
    expect(await fired("tick")).toEqual(["timer", "then"]);
    expect(await fired("tickAsync")).toEqual(["then", "timer"]);
  });

  test("runs all timers of a tick before it throws what the first has thrown", () => {
    const clock = createClock();
    const fired: number[] = [];
    clock.setTimeout(() => {
      throw new Error("first");
    }, 1);
    clock.setTimeout(() => {
      throw new Error("second");
    }, 2);
    clock.setTimeout(() => fired.push(clock.now), 3);
    expect(() => clock.tick(10)).toThrow("first");
    expect(fired).toEqual([3]);
    expect(clock.now).toBe(10);
  });

  test("sets the wall clock, and leaves timers and monotonic time alone", () => {
    const clock = createClock(5000);
    const fired: number[] = [];
    clock.setTimeout(() => fired.push(clock.now), 100);
    clock.tick(40);
    clock.setSystemTime(new Date(90_000));
    expect(clock.Date.now()).toBe(90_000);
    expect(clock.performance.now()).toBe(40);
    clock.tick(60);
    expect(fired).toEqual([90_060]);
    clock.reset();
    expect([clock.now, clock.performance.now(), clock.countTimers()]).toEqual([5000, 0, 0]);
  });

  test("wakes up: what was due meanwhile is called once", () => {
    const clock = createClock();
    const fired: number[] = [];
    clock.setInterval(() => fired.push(clock.now), 10);
    clock.jump(95);
    expect(fired).toEqual([95]);
    clock.tick(10);
    expect(fired).toEqual([95, 105]);
  });

  test("moves to the next, to the last and through all of its timers", async () => {
    const clock = createClock();
    const fired: number[] = [];
    for (const ms of [30, 10, 20]) clock.setTimeout(() => fired.push(clock.now), ms);
    expect(clock.next()).toBe(10);
    expect(await clock.nextAsync()).toBe(20);
    clock.setTimeout(() => clock.setTimeout(() => fired.push(clock.now), 5), 15);
    expect(clock.runToLast()).toBe(35);
    expect(fired).toEqual([10, 20, 30]);
    expect(await clock.runAllAsync()).toBe(40);
    expect(clock.runAll()).toBe(40);
    expect(await clock.runToLastAsync()).toBe(40);
    expect(fired).toEqual([10, 20, 30, 40]);
  });

  test("has a frame every 16 ms", () => {
    const clock = createClock(7);
    clock.tick(3);
    const shown: number[] = [];
    clock.requestAnimationFrame((nowMs) => shown.push(nowMs));
    clock.cancelAnimationFrame(clock.requestAnimationFrame((nowMs) => shown.push(-nowMs)));
    clock.runToFrame();
    expect(shown).toEqual([16]);
  });

  test("has nanoseconds", () => {
    const clock = createClock();
    clock.tick(1500.25);
    const before = clock.hrtime();
    expect(before).toEqual([1, 500_250_000]);
    expect(clock.hrtime.bigint()).toBe(1_500_250_000n);
    clock.tick(0.75);
    expect(clock.now).toBe(1501);
    expect(clock.hrtime(before)).toEqual([0, 750_000]);
    expect(() => clock.hrtime([0, 2e9])).toThrow("Number of nanoseconds can't exceed a billion");
  });

  test("clears by handle and by number, and says what was cleared as something else", () => {
    const clock = createClock();
    const timeout = clock.setTimeout(() => {}, 1);
    const interval = clock.setInterval(() => {}, 1);
    const immediate = clock.setImmediate(() => {});
    expect(clock.countTimers()).toBe(3);
    clock.clearInterval(timeout);
    clock.clearTimeout(Number(interval));
    expect(clock.countTimers()).toBe(1);
    expect(() => clock.clearTimeout(immediate)).toThrow(
      "Cannot clear timer: timer created with setImmediate() but cleared with clearTimeout()",
    );
    clock.clearImmediate(immediate);
    clock.clearImmediate(immediate);
    clock.clearTimeout(undefined);
    expect(clock.countTimers()).toBe(0);
  });

  test("leaves a timer of another clock alone", () => {
    const [a, b] = [createClock(), createClock()];
    const timer = a.setTimeout(() => {}, 1);
    b.clearTimeout(timer);
    b.clearTimeout(Number(timer));
    expect(a.countTimers()).toBe(1);
  });

  test("hands out timers that are like Node's", () => {
    const clock = createClock();
    const fired: number[] = [];
    const timer = clock.setTimeout((value: number) => fired.push(value), 10, 7);
    if (typeof timer === "number") throw new Error("Node's timers are objects");
    expect(timer.unref().hasRef()).toBe(false);
    expect(timer.ref().hasRef()).toBe(true);
    clock.tick(6);
    timer.refresh();
    clock.tick(6);
    expect(fired).toEqual([]);
    clock.tick(4);
    expect(fired).toEqual([7]);
    timer.refresh()[Symbol.dispose]();
    expect(clock.countTimers()).toBe(0);
  });

  test("refuses what is no callback", () => {
    const clock = createClock();
    expect(() => clock.setTimeout(undefined as never)).toThrow("Callback must be provided to timer calls");
    expect(() => clock.setTimeout("code" as never)).toThrow(
      "[ERR_INVALID_CALLBACK]: Callback must be a function. Received code of type string",
    );
  });
});
