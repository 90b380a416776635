import { EventLoop, sleep, wait } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// Results are read when all tasks are done: in the order of the list, and all at the end.
export const waitThenResults: TimedProgram = {
  title: "wait() for several tasks, then read their results",

  async main({ clock, print }) {
    const loop = new EventLoop({ clock });
    const start = loop.time();

    async function work(n: number): Promise<string> {
      await sleep(n * 1_000);
      return `task ${n}: ${seconds(loop.time() - start)}`;
    }

    const tasks = [1, 2, 3].map((n) => loop.createTask(() => work(n)));
    await loop.runUntilComplete(wait(tasks));
    for (const task of tasks) print(task.result());
    print(`total: ${seconds(loop.time() - start)}`);
    loop.close();
  },
};
