import { EventLoop, sleep } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// A task is the future of a coroutine's result. It can be made before the loop runs, and is pending until it has ended.
export const taskStates: TimedProgram = {
  title: "a task is pending, then done",

  async main({ clock, print }) {
    const loop = new EventLoop({ clock });

    async function work(): Promise<void> {
      const start = loop.time();
      await sleep(1_000);
      print(`elapsed: ${seconds(loop.time() - start)}`);
    }

    const task = loop.createTask(work);
    print(`${task.name}: ${task.state}`);
    await loop.runUntilComplete(task);
    print(`${task.name}: ${task.done() ? "done" : "not done"}, with the result ${String(task.result())}`);
    loop.close();
  },
};
