import { getRunningLoop, run, sleep } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// run() makes a loop, runs the coroutine, cancels what is left and closes the loop. Inside, the loop is at hand without
// being handed on.
export const runOne: TimedProgram = {
  title: "run(): all about the loop in one call",

  async main({ clock, print }) {
    async function work(): Promise<void> {
      const loop = getRunningLoop();
      const start = loop.time();
      await sleep(1_000);
      print(`task 1: ${seconds(loop.time() - start)}`);
    }

    await run(work, { clock });
  },
};
