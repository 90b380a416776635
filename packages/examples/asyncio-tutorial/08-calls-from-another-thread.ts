import type * as inTheThread from "./in-the-thread.ts";
import { getRunningLoop } from "@heddle/loop-core";
import { LoopThread } from "@heddle/loop-core/threads";
import type { RacingProgram } from "./program.ts";
import { SimulatedThread } from "./simulated-thread.ts";

// A loop runs in a thread of its own, and is called from outside. The first call is cancelled at once, and still two
// outputs are right: the loop may have been faster. Task 2 comes before task 3 in both.
export const callsFromAnotherThread: RacingProgram = {
  title: "callSoonThreadsafe(): calls from another thread, one of them cancelled",

  async body(sim) {
    const printed: string[] = [];
    const thread = new SimulatedThread(sim, getRunningLoop());
    const say = (line: string) => thread.callSoonThreadsafe(line, () => void printed.push(line));
    const first = say("task 1");
    await sim.stimulus("the caller cancels task 1", () => first.cancel());
    say("task 2");
    say("task 3");
    await sim.idle();
    return printed;
  },

  async real({ print }) {
    const module = new URL("./in-the-thread.ts", import.meta.url);
    const thread = await LoopThread.start<typeof inTheThread>(module);
    try {
      const first = thread.callSoonThreadsafe("say", "task 1");
      first.cancel();
      thread.callSoonThreadsafe("say", "task 2");
      thread.callSoonThreadsafe("say", "task 3");
      for (const line of await thread.runCoroutineThreadsafe("whatWasSaid")) print(line);
    } finally {
      await thread.close();
    }
  },
};
