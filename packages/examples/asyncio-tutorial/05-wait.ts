import { EventLoop, FutureTypeError, sleep, wait } from "@heddle/loop-core";
import { seconds, type TimedProgram } from "./program.ts";

// wait() waits for several tasks at once: three sleeps of 1, 2 and 3 s take 3 s, not 6. It starts none of them, and so
// it refuses coroutines: the type checker sees it, and at run time it throws.
export const waitForTasks: TimedProgram = {
  title: "wait() for several tasks: each prints when it is done",

  async main({ clock, print }) {
    const loop = new EventLoop({ clock });
    const start = loop.time();

    async function work(n: number): Promise<void> {
      await sleep(n * 1_000);
      print(`task ${n}: ${seconds(loop.time() - start)}`);
    }

    const coroutines = [1, 2, 3].map((n) => () => work(n));
    try {
      // @ts-expect-error: a coroutine is no task
      await loop.runUntilComplete(wait(coroutines));
    } catch (error) {
      if (!(error instanceof FutureTypeError)) throw error;
      print(`${error.name}: ${error.message}`);
    }

    const tasks = coroutines.map((coroutine) => loop.createTask(coroutine));
    await loop.runUntilComplete(wait(tasks));
    print(`total: ${seconds(loop.time() - start)}`);
    loop.close();
  },
};
