import { EventLoop, InvalidStateError, sleep } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// result() never waits: on a pending task it throws. Once the loop has run the task, it gives what the coroutine returned.
export const resultTooEarly: TimedProgram = {
  title: "a result that is asked for too early",

  async main({ clock, print }) {
    const loop = new EventLoop({ clock });

    async function work(): Promise<string> {
      const start = loop.time();
      await sleep(1_000);
      return `elapsed: ${seconds(loop.time() - start)}`;
    }

    const task = loop.createTask(work);
    try {
      print(task.result());
    } catch (error) {
      if (!(error instanceof InvalidStateError)) throw error;
      print(`${error.name}: ${error.message}`);
    }
    await loop.runUntilComplete(task);
    print(task.result());
    loop.close();
  },
};
