import { EventLoop, type Future, sleep, wait } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// With a callback on each task, results are read one by one, as the tasks end.
export const waitWithCallbacks: TimedProgram = {
  title: "wait() for several tasks, with a callback on each",

  async main({ clock, print }) {
    const loop = new EventLoop({ clock });
    const start = loop.time();

    async function work(n: number): Promise<string> {
      await sleep(n * 1_000);
      return `task ${n}: ${seconds(loop.time() - start)}`;
    }

    const tasks = [1, 2, 3].map((n) => loop.createTask(() => work(n)));
    for (const task of tasks) task.addDoneCallback((done: Future<string>) => print(done.result()));
    await loop.runUntilComplete(wait(tasks));
    print(`total: ${seconds(loop.time() - start)}`);
    loop.close();
  },
};
