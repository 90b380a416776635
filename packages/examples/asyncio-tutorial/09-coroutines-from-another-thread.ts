import { getRunningLoop, runCoroutineThreadsafe, sleep } from "@heddle/loop-core";
import type * as inTheThread from "./in-the-thread.ts";
import { LoopThread } from "@heddle/loop-core/threads";
import { type RacingProgram, seconds } from "./program.ts";

// A coroutine for a loop in another thread: the caller goes on, and has a future of the result. Its cancel() reaches a
// task that sleeps, and only after 1 s it is too late: then it returns false, and task 1 has been printed.
export const coroutinesFromAnotherThread: RacingProgram = {
  title: "runCoroutineThreadsafe(): coroutines from another thread, one of them cancelled",

  async body(sim) {
    const printed: string[] = [];
    const print = (line: string): void => void printed.push(`${seconds(sim.now())}: ${line}`);

    async function work(n: number): Promise<void> {
      await sleep(n * 1_000);
      print(`task ${n}`);
    }

    const loop = getRunningLoop();
    const [first] = [1, 2, 3].map((n) => runCoroutineThreadsafe(() => work(n), loop));
    print("the caller goes on");
    const cancelled = await sim.stimulus("the caller cancels task 1", () => first?.cancel());
    await sim.idle();
    return [...printed, `cancel() returned ${cancelled}`];
  },

  async real({ print }) {
    const module = new URL("./in-the-thread.ts", import.meta.url);
    const thread = await LoopThread.start<typeof inTheThread>(module);
    try {
      const [first, ...others] = [1, 2, 3].map((n) => thread.runCoroutineThreadsafe("work", n));
      print("the caller goes on");
      print(`cancel() returned ${first?.cancel()}`);
      for (const future of others) print(await future);
    } finally {
      await thread.close();
    }
  },
};
