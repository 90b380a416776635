import { createRequire } from "node:module";
import { Socket } from "node:net";
import { performance as importedPerformance } from "node:perf_hooks";
import type * as Timers from "node:timers";
import { setTimeout as importedTimeout } from "node:timers";
import type * as TimersPromises from "node:timers/promises";
import { scheduler, setInterval as importedInterval, setTimeout as importedSleep } from "node:timers/promises";
import { promisify } from "node:util";
import { realTurn } from "../host.ts";
import { type Feature, type FakeTime, needed } from "../peer.ts";

const require = createRequire(import.meta.url);
const keptTimeout = setTimeout;
const host = globalThis as unknown as {
  requestAnimationFrame(callback: () => void): unknown;
  requestIdleCallback(callback: () => void): unknown;
  scheduler: { postTask(task: () => void, options: { delay: number }): Promise<void> };
  Temporal: { Now: { instant(): { epochMilliseconds: number } } };
};

/** Whether what `start` hands on is called when `ms` have passed, and not before. */
function comesAfter(ms: number, start: (done: () => void) => unknown): Feature["observed"] {
  return (peer) =>
    peer.byHand(async (time) => {
      let came = false;
      const failed = Promise.resolve(start(() => (came = true))).then(
        () => false,
        () => true,
      );
      if (await Promise.race([failed, realTurn()])) return false;
      await time.advance(ms - 1);
      await realTurn();
      const early = came;
      await time.advance(1);
      await realTurn();
      return !early && came;
    });
}

/** Whether `read` shows, in milliseconds, that 1234 have passed. */
function moves(read: () => number): Feature["observed"] {
  return (peer) =>
    peer.byHand(async (time: FakeTime) => {
      const before = read();
      await time.advance(1234);
      return Math.round(read() - before) === 1234;
    });
}

/** What reads the time, and what waits. */
export const functions: readonly Feature[] = [
  { name: "`setTimeout`", observed: comesAfter(1000, (done) => void setTimeout(done, 1000)) },
  {
    name: "`setInterval`",
    observed: (peer) =>
      peer.byHand(async (time) => {
        let ticks = 0;
        const interval = setInterval(() => ticks++, 10);
        await time.advance(35);
        clearInterval(interval);
        await time.advance(35);
        return ticks === 3;
      }),
  },
  {
    name: "`setImmediate`, before any timer",
    observed: (peer) =>
      peer.byHand(async (time) => {
        const order: string[] = [];
        setTimeout(() => order.push("timer"), 1);
        setImmediate(() => order.push("immediate"));
        await time.advance(1);
        return order.join() === "immediate,timer";
      }),
  },
  {
    name: "`timer.refresh()`",
    observed: (peer) =>
      peer.byHand(async (time) => {
        let fired = false;
        const timer = setTimeout(() => (fired = true), 100);
        await time.advance(60);
        timer.refresh();
        await time.advance(60);
        const early = fired;
        await time.advance(40);
        return !early && fired;
      }),
  },
  {
    name: '`import { setTimeout } from "node:timers"`',
    observed: comesAfter(1000, (done) => void importedTimeout(done, 1000)),
  },
  {
    name: '`require("node:timers").setTimeout`',
    observed: comesAfter(1000, (done) => void (require("node:timers") as typeof Timers).setTimeout(done, 1000)),
  },
  {
    name: '`import { setTimeout } from "node:timers/promises"`',
    observed: comesAfter(1000, (done) => void importedSleep(1000).then(done)),
  },
  {
    name: '`require("node:timers/promises").setTimeout`',
    observed: comesAfter(1000, (done) => {
      const { setTimeout: sleep } = require("node:timers/promises") as typeof TimersPromises;
      void sleep(1000).then(done);
    }),
  },
  {
    name: "`for await` of an imported `setInterval`",
    observed: comesAfter(3000, async (done) => {
      let ticks = 0;
      for await (const _ of importedInterval(1000)) if (++ticks === 3) break;
      done();
    }),
  },
  {
    name: "`scheduler.wait` of `node:timers/promises`",
    observed: comesAfter(1000, (done) => void scheduler.wait(1000).then(done)),
  },
  {
    name: "`const later = setTimeout`, kept before",
    observed: comesAfter(1000, (done) => void keptTimeout(done, 1000)),
  },
  {
    name: "`promisify(setTimeout)`",
    observed: comesAfter(1000, (done) => void promisify(setTimeout)(1000).then(done)),
  },
  {
    name: "`AbortSignal.timeout`",
    observed: comesAfter(1000, (done) => AbortSignal.timeout(1000).addEventListener("abort", done)),
  },
  {
    name: "`requestAnimationFrame`",
    observed: (peer) =>
      peer.byHand(async (time) => {
        let came = false;
        host.requestAnimationFrame(() => (came = true));
        await time.advance(20);
        return came;
      }),
  },
  {
    name: "`requestIdleCallback`",
    observed: (peer) =>
      peer.byHand(async (time) => {
        let came = false;
        host.requestIdleCallback(() => (came = true));
        await time.advance(100);
        return came;
      }),
  },
  {
    name: "`scheduler.postTask` with a delay",
    observed: comesAfter(1000, (done) => void host.scheduler.postTask(done, { delay: 1000 })),
  },
  {
    name: "the timeout of `Atomics.waitAsync`",
    observed: comesAfter(1000, (done) => {
      const wait = Atomics as unknown as { waitAsync(...args: unknown[]): { value: Promise<string> } };
      void wait.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000).value.then(done);
    }),
  },
  {
    name: "`socket.setTimeout`",
    observed: comesAfter(1000, (done) => void new Socket().setTimeout(1000, done)),
  },
  { name: "`Date`", observed: moves(() => new Date().getTime()) },
  { name: "`performance.now()`", observed: moves(() => performance.now()) },
  { name: "`performance` of `node:perf_hooks`", observed: moves(() => importedPerformance.now()) },
  { name: "`process.hrtime()`", observed: moves(() => process.hrtime()[0] * 1000 + process.hrtime()[1] / 1e6) },
  { name: "`process.hrtime.bigint()`", observed: moves(() => Number(process.hrtime.bigint()) / 1e6) },
  { name: "`process.uptime()`", observed: moves(() => process.uptime() * 1000) },
  { name: "`Temporal.Now`", observed: moves(() => host.Temporal.Now.instant().epochMilliseconds) },
  {
    name: "`Intl.DateTimeFormat` without a date",
    observed: (peer) =>
      peer.byHand(async (time) => {
        const year = new Intl.DateTimeFormat("en", { year: "numeric", timeZone: "UTC" });
        needed(time.setSystemTime)(Date.UTC(2035, 5));
        return year.format() === "2035";
      }),
  },
  {
    name: "`Math.random`, the same numbers each time",
    observed: async (peer) => (await peer.byHand(() => Math.random())) === (await peer.byHand(() => Math.random())),
  },
  {
    name: "`crypto.randomUUID`, the same each time",
    observed: async (peer) =>
      (await peer.byHand(() => crypto.randomUUID())) === (await peer.byHand(() => crypto.randomUUID())),
  },
];
