import { createTask, gather, getRunningLoop, run, sleep } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// gather() gives one list of results, in the order of its arguments, when the last is there.
export const gatherResults: TimedProgram = {
  title: "gather(): one list of results",

  async main({ clock, print }) {
    async function work(n: number): Promise<string> {
      const loop = getRunningLoop();
      const start = loop.time();
      await sleep(n * 1_000);
      return `task ${n}: ${seconds(loop.time() - start)}`;
    }

    async function main(): Promise<void> {
      const loop = getRunningLoop();
      const start = loop.time();
      const tasks = [1, 2, 3].map((n) => createTask(() => work(n)));
      const results = await gather(tasks);
      print(JSON.stringify(results));
      print(`total: ${seconds(loop.time() - start)}`);
    }

    await run(main, { clock });
  },
};
