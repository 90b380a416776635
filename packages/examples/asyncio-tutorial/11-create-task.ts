import { createTask, getRunningLoop, run, sleep } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// createTask() starts, await waits: who starts everything first and waits afterwards, waits 3 s.
export const createTasks: TimedProgram = {
  title: "createTask(): start them all, then await each",

  async main({ clock, print }) {
    async function work(n: number): Promise<void> {
      const loop = getRunningLoop();
      const start = loop.time();
      await sleep(n * 1_000);
      print(`task ${n}: ${seconds(loop.time() - start)}`);
    }

    async function main(): Promise<void> {
      const loop = getRunningLoop();
      const start = loop.time();
      const tasks = [1, 2, 3].map((n) => createTask(() => work(n)));
      for (const task of tasks) await task;
      print(`total: ${seconds(loop.time() - start)}`);
    }

    await run(main, { clock });
  },
};
