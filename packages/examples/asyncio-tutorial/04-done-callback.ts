import { EventLoop, type Future, sleep } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// A done callback is called with the task when that has ended, by the loop and one turn later: before runUntilComplete()
// has returned. addDoneCallback() itself returns nothing: there is no chain of callbacks as with promises.
export const doneCallback: TimedProgram = {
  title: "a callback when a task is done",

  async main({ clock, print }) {
    const loop = new EventLoop({ clock });

    async function work(): Promise<string> {
      const start = loop.time();
      await sleep(1_000);
      return `elapsed: ${seconds(loop.time() - start)}`;
    }

    const task = loop.createTask(work);
    task.addDoneCallback((done: Future<string>) => print(`the callback has it: ${done.result()}`));
    await loop.runUntilComplete(task);
    print("runUntilComplete() has returned");
    loop.close();
  },
};
