import { getRunningLoop, run, sleep } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// Without createTask() nothing runs at the same time: each call is awaited before the next one is made. Compare with
// program 11, which takes 3 s.
export const awaitOneByOne: TimedProgram = {
  title: "pitfall: await coroutines one after another, and they run one after another",

  async main({ clock, print }) {
    async function main(): Promise<void> {
      const loop = getRunningLoop();
      const start = loop.time();

      async function work(n: number): Promise<void> {
        await sleep(n * 1_000);
        print(`task ${n}: ${seconds(loop.time() - start)}`);
      }

      await work(1);
      await work(2);
      await work(3);
      print(`total: ${seconds(loop.time() - start)}`);
    }

    await run(main, { clock });
  },
};
