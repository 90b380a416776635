import type * as inTheThread from "./in-the-thread.ts";
import { LoopThread } from "@heddle/loop-core/threads";
import type { RacingProgram } from "./program.ts";
import { SimulatedLoopThread } from "./simulated-loop-thread.ts";

// A loop runs in a thread of its own, and is called from outside. The first call is cancelled at once, and still two
// outputs are right: the loop may have been faster. Task 2 comes before task 3 in both.
export const callsFromAnotherThread: RacingProgram = {
  title: "callSoonThreadsafe(): calls from another thread, one of them cancelled",

  async body(sim) {
    const printed: string[] = [];
    const thread = new SimulatedLoopThread(sim);
    const first = thread.callSoonThreadsafe(() => printed.push("task 1"));
    await thread.nextLine();
    first.cancel();
    thread.callSoonThreadsafe(() => printed.push("task 2"));
    thread.callSoonThreadsafe(() => printed.push("task 3"));
    await sim.idle();
    return printed;
  },

  async real({ print }) {
    const module = new URL("./in-the-thread.ts", import.meta.url);
    const thread = await LoopThread.start<typeof inTheThread>(module);
    const first = thread.callSoonThreadsafe("say", "task 1");
    first.cancel();
    thread.callSoonThreadsafe("say", "task 2");
    thread.callSoonThreadsafe("say", "task 3");
    for (const line of await thread.runCoroutineThreadsafe("whatWasSaid")) print(line);
    await thread.close();
  },
};
