import { type Feature, needed } from "../peer.ts";

/** What happens when. */
export const order: readonly Feature[] = [
  {
    name: "0 ms counts as 1: `(a, 1); (b, 0)` runs a, b",
    observed: (peer) =>
      peer.byHand(async (time) => {
        const ran: string[] = [];
        setTimeout(() => ran.push("a"), 1);
        setTimeout(() => ran.push("b"), 0);
        await time.advance(10);
        return ran.join() === "a,b";
      }),
  },
  {
    name: "a timer of 10 ms set by one of 10 ms fires at 20 in `advance(100)`",
    observed: (peer) =>
      peer.byHand(async (time) => {
        const start = Date.now();
        let at = 0;
        setTimeout(() => setTimeout(() => (at = Date.now() - start), 10), 10);
        await time.advance(100);
        return at === 20;
      }),
  },
  {
    name: "`Date` in a callback is that timer's moment",
    observed: (peer) =>
      peer.byHand(async (time) => {
        const start = Date.now();
        const at: number[] = [];
        for (const ms of [10, 30]) setTimeout(() => at.push(Date.now() - start), ms);
        await time.advance(100);
        return at.join() === "10,30";
      }),
  },
  {
    name: "microtasks run between two timers",
    observed: (peer) =>
      peer.byHand(async (time) => {
        const ran: string[] = [];
        for (const ms of [10, 20]) {
          setTimeout(() => {
            ran.push(`timer ${ms}`);
            void Promise.resolve().then(() => ran.push(`promise ${ms}`));
          }, ms);
        }
        await time.advance(100);
        return ran.join() === "timer 10,promise 10,timer 20,promise 20";
      }),
  },
  {
    name: "`process.nextTick` before promises, as in Node",
    observed: (peer) =>
      peer.byHand(async (time) => {
        const ran: string[] = [];
        setTimeout(() => {
          void Promise.resolve().then(() => ran.push("promise"));
          queueMicrotask(() => ran.push("microtask"));
          process.nextTick(() => ran.push("tick"));
        }, 10);
        await time.advance(10);
        return ran.join() === "tick,promise,microtask";
      }),
  },
  {
    name: "native `async` functions of many steps go on",
    observed: (peer) =>
      peer.byHand(async (time) => {
        let done = 0;
        const steps = async (): Promise<void> => {
          for (; done < 5; done++) {
            await new Promise((resolve) => setTimeout(resolve, 100));
            for (let i = 0; i < 100; i++) await Promise.resolve();
          }
        };
        void steps();
        await time.advance(500);
        return done === 5;
      }),
  },
  {
    name: "time moves inside a synchronous call too",
    observed: (peer) =>
      peer.byHand((time) => {
        let fired = 0;
        setTimeout(() => setTimeout(() => fired++, 10), 10);
        time.advanceSync(20);
        return fired === 1;
      }),
  },
  {
    name: "to the next timer",
    observed: (peer) =>
      peer.byHand(async (time) => {
        const start = Date.now();
        setTimeout(() => {}, 5000);
        await needed(time.toNextTimer)();
        return Date.now() - start === 5000;
      }),
  },
  {
    name: "until there is no timer",
    observed: (peer) =>
      peer.byHand(async (time) => {
        let fired = 0;
        for (const ms of [1, 100, 2, 50, 3]) setTimeout(() => fired++, ms);
        await needed(time.runAll)();
        return fired === 5;
      }),
  },
  {
    name: "the wall clock is set, and timers and monotonic time stay",
    observed: (peer) =>
      peer.byHand(async (time) => {
        const monotonic = performance.now();
        let fired = false;
        setTimeout(() => (fired = true), 1000);
        needed(time.setSystemTime)(Date.UTC(2035, 5));
        const stood = performance.now() === monotonic && !fired && new Date().getUTCFullYear() === 2035;
        await time.advance(1000);
        return stood && fired;
      }),
  },
  {
    name: "time jumps when nothing else can happen",
    observed: (peer) =>
      needed(peer.jumping)(async () => {
        const start = Date.now();
        for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 3_600_000));
        return Date.now() - start === 3 * 3_600_000;
      }),
  },
];
